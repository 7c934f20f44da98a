namespace ActorNet.Coordinator.Audit;

/// <summary>What one kind of check found.</summary>
/// <param name="Check">Its name, one of <see cref="CheckNames"/>.</param>
/// <param name="Examined">How many things it looked at.</param>
/// <param name="Findings">What is wrong.</param>
/// <param name="Unknowns">What could not be told.</param>
internal sealed record CheckResult(string Check, long Examined, IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Unknowns)
{
    /// <summary>Looked at so many, and could tell of all.</summary>
    public static CheckResult Of(string check, long examined, IReadOnlyList<Finding> findings) => new(check, examined, findings, []);
}
