using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// What follows from a command: events to write, and an answer that may leave only once they are written, or, where there are none, once
/// the shard has proved that it still owns its journal. Or the shard is short of space.
/// </summary>
internal readonly record struct LeaseDecision
{
    private LeaseDecision(ImmutableArray<ShardEvent> events, LeaseReply? reply, SpaceNeed? need) => (Events, Reply, Need) = (events, reply, need);

    public ImmutableArray<ShardEvent> Events { get; }

    /// <summary>The answer; null while the shard is short of space.</summary>
    public LeaseReply? Reply { get; }

    /// <summary>What the shard must ask the pool for before it can decide.</summary>
    public SpaceNeed? Need { get; }

    /// <summary>Whether the node has a lease without it, and has to be told of that one where there is nothing.</summary>
    public bool IsForMore { get; private init; }

    public static LeaseDecision Answer(LeaseReply reply, params ImmutableArray<ShardEvent> events) => new(events, reply, null);

    public static LeaseDecision Starved(SpaceNeed need) => new([], null, need);

    /// <summary>The same for who wants more than it has.</summary>
    public static LeaseDecision StarvedOfMore(SpaceNeed need) => new([], null, need) { IsForMore = true };
}
