namespace ActorNet.Coordinator.Audit;

/// <summary>Something that is not as it must be, or that could not be told.</summary>
/// <param name="Code">One of <see cref="AuditCodes"/>.</param>
/// <param name="Message">What was found, for people.</param>
/// <param name="Proposal">What would mend it.</param>
internal sealed record Finding(string Code, string Message, string Proposal)
{
    /// <summary>The evidence, by name; docs/audit.md has the names.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
