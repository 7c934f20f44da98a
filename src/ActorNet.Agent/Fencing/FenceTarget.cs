using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Fencing;

/// <summary>What the kernel is to let pass, until when, and of what. A function of the lease; no clock, no I/O.</summary>
/// <param name="Bridge">The bridge that containers are attached to: what stays behind it is never stopped. Null: there is none.</param>
/// <param name="Own">Subnets that this node has or had: what of them is not held is stopped, whatever link it comes by. Disjoint, in order.</param>
/// <param name="Pool">The cluster network: what the bridge has of it and is not held is stopped as well. Disjoint, in order.</param>
/// <param name="Held">What the lease gives. Disjoint, in order.</param>
/// <param name="Deadline">Until when it is held; means something only where something is.</param>
internal sealed record FenceTarget(string? Bridge, ImmutableArray<Prefix> Own, ImmutableArray<Prefix> Pool, ImmutableArray<Prefix> Held, Instant Deadline)
{
    /// <summary>Whether there is nothing to stop: this node has never had a subnet.</summary>
    public bool IsNothing => Own.IsEmpty && Pool.IsEmpty;

    /// <summary>
    /// The target that a situation makes. Held is all that is believed in: while the node moves both subnets, and one that is being taken off the host until that is done.
    /// </summary>
    /// <param name="situation">Where the agent stands with its lease.</param>
    /// <param name="saved">What survived the last restart: a node without a lease still has what the host was set up for.</param>
    /// <param name="bridge">The bridge; null: none.</param>
    public static FenceTarget Of(LeaseSituation situation, AgentState saved, string? bridge)
    {
        var lease = situation.Lease ?? saved.Lease?.Lease;
        return new FenceTarget(
            bridge,
            Disjoint(
            [
                .. lease?.Subnets ?? [],
                .. situation.LatestSubnets,
                .. situation.GivenUp?.Subnets ?? [],
                .. saved.Footprint.Addresses.Select(address => address.Network),
            ]),
            Disjoint(lease?.Network ?? []),
            situation.Believes ? Disjoint(situation.Lease!.Subnets) : [],
            situation.Deadline);
    }

    /// <summary>What is held at this moment.</summary>
    public ImmutableArray<Prefix> HeldAt(Instant now) => now < Deadline ? Held : [];

    /// <summary>This one, with what an earlier one knew and this one does not: a lease that was taken back says nothing of its pool any more.</summary>
    public FenceTarget After(FenceTarget? earlier) => this with { Pool = Pool.IsEmpty ? earlier?.Pool ?? [] : Pool };

    /// <summary>Whether the same is stopped, apart from what is held.</summary>
    public bool IsSameApartFromHeld(FenceTarget other) =>
        Bridge == other.Bridge && Own.AsSpan().SequenceEqual(other.Own.AsSpan()) && Pool.AsSpan().SequenceEqual(other.Pool.AsSpan());

    private static ImmutableArray<Prefix> Disjoint(ImmutableArray<Prefix> prefixes) =>
        [.. prefixes.Where(prefix => !prefixes.Any(other => other != prefix && other.Contains(prefix))).Distinct().Order()];
}
