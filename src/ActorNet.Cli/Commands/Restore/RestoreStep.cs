using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Restore;

/// <summary>One reservation that a restore makes.</summary>
/// <param name="Reservation">The reservation.</param>
/// <param name="Explanation">Why, for people.</param>
internal sealed record RestoreStep(Reservation Reservation, string Explanation);
