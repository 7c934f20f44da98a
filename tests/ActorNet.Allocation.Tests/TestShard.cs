using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests;

/// <summary>A shard's state and rules; what is decided happens at once.</summary>
internal sealed class TestShard
{
    private readonly List<ShardEvent> events = [];

    public TestShard(PoolSpec pool, params ImmutableArray<string> blocks)
    {
        Apply(new ShardActivated(Now.WallClock, new Secret128(1), pool));
        if (!blocks.IsEmpty)
        {
            Receive(Epoch.None, blocks);
        }
    }

    /// <summary>One that starts from the other's snapshot.</summary>
    public TestShard(TestShard other)
    {
        Now = other.Now;
        State.Restore(other.State.ToSnapshot(), Now);
    }

    public ShardState State { get; } = new();

    public Moment Now { get; private set; } = new(TimeSpan.FromHours(1), new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));

    /// <summary>Everything that ever happened.</summary>
    public IReadOnlyList<ShardEvent> Events => events;

    /// <summary>What the last command brought about.</summary>
    public ImmutableArray<ShardEvent> Written { get; private set; } = [];

    public void Pass(TimeSpan time) => Now = new(Now.Elapsed + time, Now.WallClock + time);

    public void Receive(Epoch floor, params ImmutableArray<string> blocks) =>
        Apply(new BlocksReceived(Now.WallClock, new BlockGrant(State.LastGrant + 1, [.. blocks.Select(Prefix.Parse)], floor)));

    public LeaseDecision Decide(LeaseCommand command, SpaceSearch? search = null)
    {
        var decision = command switch
        {
            AcquireLease acquire => AcquireRules.Decide(State, acquire, search ?? AcquireRules.FirstSearch(State, acquire), Now),
            RenewLease renew => RenewalRules.Decide(State, renew, Now),
            ReleaseLease release => ReleaseRules.Decide(State, release, Now),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
        Written = decision.Events;
        foreach (var change in decision.Events)
        {
            Apply(change);
        }

        return decision;
    }

    public LeaseReply Reply(LeaseCommand command, SpaceSearch? search = null)
    {
        var reply = Decide(command, search).Reply;
        Assert.NotNull(reply);
        return reply;
    }

    public Lease Acquire(string node, params ImmutableArray<string> preferred) => Grant(Ask.Acquire(node, preferred));

    public Lease Grant(AcquireLease command, SpaceSearch? search = null)
    {
        var lease = Assert.IsType<LeaseGrant>(Reply(command, search)).Lease;
        Assert.True(State.TryGetLease(command.Node, out var stored));
        Assert.Equal(stored with { Subnets = [] }, lease with { Subnets = [] });
        Assert.Equal(stored.Subnets, lease.Subnets);
        return lease;
    }

    public Lease Release(Lease lease) => Assert.IsType<LeaseEnd>(Reply(Ask.ReleaseByHolder(lease))).Lease;

    /// <summary>All that is over ends, at once.</summary>
    public IReadOnlyList<ShardEvent> Expire() => Happen(Due.End);

    /// <summary>Everybody who has been silent for too long is suspected.</summary>
    public IReadOnlyList<LeaseSuspected> Suspect() => [.. Happen(Due.Silence).Cast<LeaseSuspected>()];

    private ShardEvent[] Happen(Due wanted)
    {
        var due = new List<(NodeId Node, Due What)>();
        while (State.Deadlines.TryTakeDue(Now.Elapsed, out var node, out var what))
        {
            due.Add((node.Value, what));
        }

        // Those that are due at the same time come in any order; tests want one.
        ShardEvent[] changes = [.. due.Where(item => item.What == wanted).Order().Select(item => ExpiryRules.Decide(State, item.Node, wanted, Now)).OfType<ShardEvent>()];
        foreach (var change in changes)
        {
            Apply(change);
        }

        foreach (var (node, what) in due.Where(item => item.What != wanted))
        {
            PutBack(node, what);
        }

        return changes;
    }

    private void PutBack(NodeId node, Due what)
    {
        if (what == Due.End)
        {
            State.Deadlines.Set(node, Now.Elapsed);
        }
        else
        {
            State.Deadlines.SetSilence(node, Now.Elapsed);
        }
    }

    public void Apply(ShardEvent change)
    {
        State.Apply(change, Now);
        events.Add(change);
    }

    public static string[] Texts(Lease lease) => [.. lease.Subnets.Select(subnet => subnet.ToString())];
}
