using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;

namespace ActorNet.Agent.Fencing;

/// <summary>Where the fence stands, for whoever wants to show it.</summary>
/// <param name="State">Whether the kernel stops what is not held.</param>
/// <param name="Held">What passes.</param>
/// <param name="Deadline">Until when; means something only where something is held.</param>
/// <param name="Refreshes">How often the kernel was given a new time since the agent started.</param>
/// <param name="Mended">How often somebody had changed or removed the fence and it was put back.</param>
/// <param name="StoppedPackets">How many packets it has stopped, as last read.</param>
/// <param name="Problem">Why it is not in force; null: it is, or there is nothing to stop.</param>
internal sealed record FenceReport(FenceState State, ImmutableArray<Prefix> Held, Instant Deadline, long Refreshes, long Mended, long StoppedPackets, string? Problem)
{
    public static readonly FenceReport Nothing = new(FenceState.Idle, [], default, 0, 0, 0, null);

    /// <summary>Whether the kernel lets anything of the node's pass at a moment.</summary>
    public bool IsOpenAt(Instant now) => State == FenceState.InForce && !Held.IsEmpty && now < Deadline;
}
