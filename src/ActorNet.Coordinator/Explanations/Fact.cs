namespace ActorNet.Coordinator.Explanations;

/// <summary>One fact of an explanation.</summary>
/// <param name="Code">One of <see cref="FactCodes"/>.</param>
/// <param name="Message">The fact, for people.</param>
internal sealed record Fact(string Code, string Message)
{
    /// <summary>What is in the message, by name; docs/explain.md has the names.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
