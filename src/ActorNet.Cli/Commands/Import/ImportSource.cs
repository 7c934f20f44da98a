using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Import;

/// <summary>What a source says, read whole: as far as it can be understood, and what cannot.</summary>
/// <param name="Subnets">The subnets, in the order of the source.</param>
/// <param name="Problems">What is wrong, by the place in the source. Where there are any, nothing is imported.</param>
internal sealed record ImportSource(IReadOnlyList<ImportedSubnet> Subnets, IReadOnlyList<FieldViolation> Problems)
{
    /// <summary>A source that is no document of its kind at all.</summary>
    public static ImportSource Unreadable(string place, string problem) => new([], [new FieldViolation(place, problem)]);
}
