using System.Collections.Immutable;

namespace ActorNet.Simulation.Running;

/// <summary>What became of a seed. Run again it becomes the same, to the last digit.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violation">Which rule was broken, and how; null for none.</param>
/// <param name="Involved">Whom that concerns.</param>
/// <param name="Time">How much time has passed in its world.</param>
/// <param name="Happened">How much has happened in it.</param>
/// <param name="Revision">The store's last position.</param>
internal sealed record SeedResult(long Seed, string? Violation, ImmutableArray<string> Involved, TimeSpan Time, long Happened, long Revision);
