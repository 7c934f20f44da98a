using System.Net.Sockets;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using LeaseState = ActorNet.Allocation.Leases.LeaseState;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class DirectoryRulesTests
{
    private static readonly NodeId Node = new("node");

    /// <summary>How many /30 a /24 has.</summary>
    private const int SmallestPerSubnet = 64;

    private readonly Events events = new();
    private DirectoryState state = DirectoryState.Empty;

    [Fact]
    public void A_grant_shows_the_lease_at_its_revision()
    {
        Apply(events.PoolCreated());

        var change = Apply(events.Granted("node", 1, "10.0.1.0/24"));

        Assert.True(Pool.Leases.TryGet(Node, out var lease));
        Assert.Equal((2, new Epoch(1), LeaseState.Active), (lease.Revision, lease.Epoch, lease.State));
        Assert.Equal((LeaseEventType.Put, lease), (change!.Kind, change.Lease));
        Assert.Equal(2, state.Revision);
    }

    [Fact]
    public void An_event_that_comes_again_changes_nothing()
    {
        Apply(events.PoolCreated());
        var granted = events.Granted("node", 1, "10.0.1.0/24");
        Apply(granted);
        var before = state;

        Assert.Null(Apply(granted));
        Assert.Same(before, state);
    }

    [Fact]
    public void A_changed_pool_is_shown_as_it_is_and_keeps_its_leases()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 1, "10.0.1.0/24"));

        Assert.Null(Apply(events.PoolChanged(pool => pool with { Families = [pool.Families[0] with { PrefixLength = 22, Shortest = 22, Longest = 26 }] })));

        Assert.Equal((3, 22), (Pool.Revision, Pool.Spec.Families[0].PrefixLength));
        Assert.Equal((1, (UInt128)SmallestPerSubnet), (Pool.Tally.Held, Pool.Tally.Ipv4.Held));
        Apply(events.Released("node", 1));
        Assert.Equal((UInt128)SmallestPerSubnet, Pool.Tally.Ipv4.Quarantined);
    }

    [Fact]
    public void A_deleted_pool_is_not_shown_and_what_its_shards_write_later_changes_nothing()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 1, "10.0.1.0/24"));
        Apply(events.Released("node", 1));

        Apply(events.PoolDeleted());
        Apply(events.QuarantineEnded("node", 1));

        Assert.Empty(state.Pools);
    }

    [Fact]
    public void A_gap_in_a_journal_is_noticed()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 1, "10.0.1.0/24"));
        events.Revoked("node", 1);

        Assert.Throws<JournalGapException>(() => Apply(events.Released("node", 1)));
    }

    [Fact]
    public void A_lower_epoch_never_takes_the_place_of_a_higher_one()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 7, "10.0.1.0/24"));

        Assert.Null(Apply(events.Granted("node", 6, "10.0.2.0/24")));
        Assert.Null(Apply(events.Released("node", 6)));
        Assert.Null(Apply(events.Revoked("node", 6)));
        Assert.Null(Apply(events.QuarantineEnded("node", 6)));

        Assert.True(Pool.Leases.TryGet(Node, out var lease));
        Assert.Equal((new Epoch(7), LeaseState.Active), (lease.Epoch, lease.State));
        Assert.Equal(6, state.Revision);
    }

    [Fact]
    public void A_release_is_a_deletion_of_the_lease_as_it_was()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 3, "10.0.1.0/24"));

        var change = Apply(events.Released("node", 3));

        Assert.Equal((LeaseEventType.Delete, new Epoch(3), LeaseState.Active), (change!.Kind, change.Lease.Epoch, change.Lease.State));
        Assert.True(Pool.Leases.TryGet(Node, out var lease));
        Assert.Equal(LeaseState.Quarantined, lease.State);
    }

    [Fact]
    public void An_expiry_is_a_deletion_too()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 3, "10.0.1.0/24"));

        Assert.Equal(LeaseEventType.Delete, Apply(events.Expired("node", 3))!.Kind);
    }

    [Fact]
    public void A_quarantine_that_ends_is_silent_and_forgets_the_lease()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 3, "10.0.1.0/24"));
        Apply(events.Released("node", 3));

        Assert.Null(Apply(events.QuarantineEnded("node", 3)));
        Assert.False(Pool.Leases.TryGet(Node, out _));
        Assert.Equal(default, Pool.Tally);
    }

    [Fact]
    public void A_suspect_is_shown_and_counted_as_one_until_it_is_heard()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("node", 1, "10.0.1.0/24"));

        var change = Apply(events.Suspected("node", 1));

        Assert.Equal((LeaseEventType.Put, LeaseState.Suspect), (change?.Kind, change?.Lease.State));
        Assert.Equal((0, 1, 1), (Pool.Tally.Active, Pool.Tally.Suspect, Pool.Tally.Held));
        Assert.Equal(LeaseState.Active, Apply(events.HeardAgain("node", 1))?.Lease.State);
        Assert.Equal((1, 0), (Pool.Tally.Active, Pool.Tally.Suspect));
    }

    [Fact]
    public void The_tally_follows_every_change()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("a", 1, "10.0.1.0/24"));
        Apply(events.Granted("b", 2, "10.0.2.0/24"));
        Apply(events.Granted("c", 3, "10.0.3.0/24"));
        Apply(events.Revoked("b", 2));
        Apply(events.Released("c", 3));
        Apply(events.Granted("a", 4, "10.0.1.0/24"));

        Assert.Equal((1, 1, 1), (Pool.Tally.Active, Pool.Tally.Revoked, Pool.Tally.Quarantined));
        Assert.Equal(new FamilyTally(2 * SmallestPerSubnet, SmallestPerSubnet), Pool.Tally.Of(AddressFamily.InterNetwork));
        Assert.Equal(2, state.HeldLeases);
    }

    [Fact]
    public void Usage_adds_up_over_lengths_and_is_rounded_down()
    {
        var sized = new Events(shortest: 22, longest: 26);
        Apply(sized.PoolCreated());
        Apply(sized.Granted("large", 1, "10.0.4.0/22"));
        Apply(sized.Granted("small-1", 2, "10.0.1.0/26"));
        Apply(sized.Granted("small-2", 3, "10.0.1.64/26"));
        var family = sized.Pool.Families[0];

        Assert.Equal((UInt128)4, FamilyTally.InSubnets(Pool.Tally.Ipv4.Held, family));
        Apply(sized.Granted("small-3", 4, "10.0.1.128/26"));
        Apply(sized.Granted("small-4", 5, "10.0.1.192/26"));
        Assert.Equal((UInt128)5, FamilyTally.InSubnets(Pool.Tally.Ipv4.Held, family));
    }

    [Fact]
    public void An_old_state_stays_as_it_was()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("a", 1, "10.0.1.0/24"));
        var old = Pool;
        Apply(events.Granted("b", 2, "10.0.2.0/24"));
        Apply(events.Released("a", 1));

        Assert.Equal(["a"], old.Leases.After(node: null).Select(lease => lease.Node.Value));
        Assert.True(old.Leases.After(node: null).Single().IsHeld);
    }

    [Fact]
    public void A_table_begins_behind_any_node_whether_it_is_there_or_not()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("b", 1, "10.0.1.0/24"));
        Apply(events.Granted("d", 2, "10.0.2.0/24"));
        Apply(events.Granted("c", 3, "10.0.3.0/24"));
        IEnumerable<string> After(string? node) =>
            Pool.Leases.After(node is null ? null : new NodeId(node)).Select(lease => lease.Node.Value);

        Assert.Equal(["b", "c", "d"], After(null));
        Assert.Equal(["b", "c", "d"], After("a"));
        Assert.Equal(["c", "d"], After("b"));
        Assert.Equal(["d"], After("cc"));
        Assert.Empty(After("d"));
    }

    [Fact]
    public void A_shard_owns_what_it_received_and_has_not_yielded()
    {
        Apply(events.PoolCreated());
        Apply(events.Received(1, "10.0.0.0/20", "10.0.16.0/20"));
        Apply(events.Yielded(1, "10.0.2.0/24"));

        Assert.Equal(
            ["10.0.0.0/23", "10.0.3.0/24", "10.0.4.0/22", "10.0.8.0/21", "10.0.16.0/20"],
            Pool.Shard(0).Blocks.All.Select(block => block.ToString()));
        Assert.Empty(Pool.Shard(1).Blocks.All);
    }

    [Fact]
    public void A_shard_counts_its_leases_and_never_forgets_its_highest_epoch()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("a", 1, "10.0.1.0/24"));
        Apply(events.Granted("b", 2, "10.0.2.0/24"));
        Apply(events.Revoked("a", 1));
        Apply(events.Released("b", 2));
        Assert.Equal((1, 1, new Epoch(2)), (Pool.Shard(0).Held, Pool.Shard(0).Quarantined, Pool.Shard(0).HighestEpoch));

        Apply(events.QuarantineEnded("b", 2));

        Assert.Equal((1, 0, new Epoch(2)), (Pool.Shard(0).Held, Pool.Shard(0).Quarantined, Pool.Shard(0).HighestEpoch));
    }

    [Fact]
    public void The_oldest_quarantine_is_known_until_it_ends()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("a", 1, "10.0.1.0/24"));
        Apply(events.Granted("b", 2, "10.0.2.0/24"));
        Assert.Null(Pool.Quarantine.Oldest);

        events.At += TimeSpan.FromMinutes(1);
        Apply(events.Released("a", 1));
        events.At += TimeSpan.FromMinutes(1);
        Apply(events.Expired("b", 2));
        Assert.Equal(Events.Start + TimeSpan.FromMinutes(1), Pool.Quarantine.Oldest);

        Apply(events.Granted("a", 3, "10.0.1.0/24"));
        Assert.Equal(Events.Start + TimeSpan.FromMinutes(2), Pool.Quarantine.Oldest);

        Apply(events.QuarantineEnded("b", 2));
        Assert.Null(Pool.Quarantine.Oldest);
    }

    [Fact]
    public void A_revoked_lease_that_time_ends_was_ended_by_who_revoked_it()
    {
        Apply(events.PoolCreated());
        Apply(events.Granted("a", 1, "10.0.1.0/24"));
        Apply(events.Granted("b", 2, "10.0.2.0/24"));
        Apply(events.Revoked("a", 1));
        Apply(events.Expired("a", 1));
        Apply(events.Expired("b", 2));

        Assert.Equal([EndedBy.Operator, EndedBy.Expiry], Pool.Leases.After(node: null).Select(lease => lease.Ending!.By));
    }

    private DirectoryPool Pool => state.Pools[PoolName.Default];

    private LeaseChange? Apply(JournalEvent entry)
    {
        (state, var change) = DirectoryRules.Apply(state, entry);
        return change;
    }
}
