using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.History;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.History;

public sealed class PastIndexTests
{
    private readonly PastJournal journal = new();
    private readonly FakeTimeProvider time = new(PastJournal.At(1000));

    [Fact]
    public void An_address_has_the_holder_of_its_subnet_from_the_grant_to_the_end()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(10, pool, "n", 1, "10.0.3.0/24");
        journal.Released(20, pool, "n", 1, reason: "drained");

        Assert.Empty(Holders("10.0.3.7/32", 9.99));
        Assert.Equal(["n"], Holders("10.0.3.7/32", 10));
        Assert.Equal(["n"], Holders("10.0.3.7/32", 19.99));
        Assert.Empty(Holders("10.0.3.7/32", 20));
        Assert.Empty(Holders("10.0.4.7/32", 15));
        var kept = Assert.Single(Find("10.0.3.7/32", 20).Kept);
        Assert.Equal((LeaseState.Quarantined, TenureEnding.Released, HistoryActor.Holder), (kept.State, kept.Ending, kept.EndedBy));
        Assert.Equal(("drained", "end-1", 1), (kept.EndReason, kept.RequestId, kept.PoolGeneration));
        Assert.Null(kept.QuarantineEndTime);
    }

    [Fact]
    public void A_pool_that_was_deleted_still_tells_who_held_what()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(10, pool, "n", 1, "10.0.3.0/24");
        journal.Released(20, pool, "n", 1);
        journal.Deleted(30, pool);
        journal.Granted(50, journal.Pool(40, "a", 2, "10.0.0.0/16"), "m", 2, "10.0.3.0/24");

        Assert.Equal(["n"], Holders("10.0.3.7/32", 15));
        Assert.Equal(PastJournal.At(30), Assert.Single(Find("10.0.3.7/32", 25).Kept).QuarantineEndTime.ToDateTimeOffset());
        Assert.Empty(Find("10.0.3.7/32", 35).Kept);
        Assert.Equal(["m"], Holders("10.0.3.7/32", 55));
    }

    [Fact]
    public void A_prefix_has_the_holders_of_what_contains_it_and_of_what_it_contains_in_order()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, pool, "large", 1, "10.0.0.0/20");
        journal.Granted(1, pool, "upper", 2, "10.0.17.128/25");
        journal.Granted(1, pool, "lower", 3, "10.0.17.0/25");
        journal.Granted(1, pool, "other", 4, "10.0.18.0/24");

        Assert.Equal(["large"], Holders("10.0.7.0/24", 2));
        Assert.Equal(["lower", "upper"], Holders("10.0.17.0/24", 2));
        Assert.Equal(["large", "lower", "upper", "other"], Holders("10.0.0.0/16", 2));
        Assert.Equal(["upper"], Holders("10.0.17.200/32", 2));
    }

    [Fact]
    public void Who_is_granted_what_another_had_in_quarantine_holds_it_from_then_on()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, pool, "first", 1, "10.0.3.0/24");
        journal.Expired(10, pool, "first", 1);
        journal.QuarantineEnded(12, pool, "first", 1);
        journal.Granted(12, pool, "second", 2, "10.0.3.0/24");

        Assert.Equal(["first"], Holders("10.0.3.0/24", 9));
        var kept = Assert.Single(Find("10.0.3.0/24", 11).Kept);
        Assert.Equal((TenureEnding.Expired, HistoryActor.Service, PastJournal.At(12)), (kept.Ending, kept.EndedBy, kept.QuarantineEndTime.ToDateTimeOffset()));
        Assert.Equal(["second"], Holders("10.0.3.0/24", 12));
        Assert.Empty(Find("10.0.3.0/24", 12).Kept);
    }

    [Fact]
    public void What_an_operator_revoked_is_held_until_nobody_can_believe_in_it_and_the_operator_ended_it()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, pool, "n", 1, "10.0.3.0/24");
        journal.Revoked(10, pool, "n", 1, "stolen");
        var revoked = Assert.Single(Find("10.0.3.0/24", 15).Held);
        journal.Expired(20, pool, "n", 1);
        var later = Assert.Single(Find("10.0.3.0/24", 15).Held);

        Assert.Equal((LeaseState.Revoked, HistoryActor.Operator, TenureEnding.Unspecified), (revoked.State, revoked.EndedBy, revoked.Ending));
        Assert.Equal(LeaseState.Active, Assert.Single(Find("10.0.3.0/24", 9).Held).State);
        Assert.Equal((LeaseState.Revoked, HistoryActor.Operator, TenureEnding.Revoked), (later.State, later.EndedBy, later.Ending));
        Assert.Equal(("stolen", "take-1"), (later.EndReason, later.RequestId));
        Assert.Equal((PastJournal.At(10), PastJournal.At(20)), (later.RevokeTime.ToDateTimeOffset(), later.EndTime.ToDateTimeOffset()));
    }

    [Fact]
    public void Who_vouched_that_a_node_was_down_is_an_operator()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, pool, "n", 1, "10.0.3.0/24");
        journal.Released(10, pool, "n", 1, byHolder: false, "burnt");

        var tenure = Assert.Single(Find("10.0.3.0/24", 5).Held);

        Assert.Equal((TenureEnding.NodeDown, HistoryActor.Operator, "burnt", "end-1"), (tenure.Ending, tenure.EndedBy, tenure.EndReason, tenure.RequestId));
    }

    [Fact]
    public void A_node_that_is_granted_its_subnet_anew_has_two_tenures()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16", "fd00::/48");
        journal.Granted(1, pool, "n", 1, "10.0.3.0/24", "fd00:0:0:3::/64");
        journal.Granted(10, pool, "n", 7, "10.0.3.0/24", "fd00:0:0:3::/64");

        var (before, after) = (Assert.Single(Find("fd00:0:0:3::1/128", 9).Held), Assert.Single(Find("10.0.3.1/32", 10).Held));

        Assert.Equal((1, TenureEnding.Regranted, HistoryActor.Holder), (before.Epoch, before.Ending, before.EndedBy));
        Assert.Equal((7, TenureEnding.Unspecified, HistoryActor.Unspecified), (after.Epoch, after.Ending, after.EndedBy));
        Assert.Equal(before.EndTime, after.StartTime);
    }

    [Fact]
    public void A_claim_that_lost_changes_nothing()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, pool, "n", 5, "10.0.3.0/24");
        journal.Granted(2, pool, "n", 4, "10.0.9.0/24");
        journal.Released(3, pool, "n", 4);
        journal.Expired(3, pool, "nobody", 1);

        Assert.Equal(["n"], Holders("10.0.0.0/16", 4));
        Assert.Equal(2, Read().List(Everything, after: null, 10).Entries.Count);
    }

    [Fact]
    public void A_pool_that_is_gone_is_told_of_beside_the_one_of_its_name()
    {
        var first = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, first, "n", 1, "10.0.3.0/24");
        var second = journal.Pool(10, "a", 2, "10.0.0.0/16");
        journal.Granted(11, second, "n", 1, "10.0.0.0/22");
        journal.Released(12, first, "n", 1);

        var (old, present) = (Assert.Single(Find("10.0.3.1/32", 5).Held), Assert.Single(Find("10.0.3.1/32", 20).Held));

        Assert.Equal(("10.0.3.0/24", 1, TenureEnding.PoolDeleted, PastJournal.At(10)), (old.Subnet, old.PoolGeneration, old.Ending, old.EndTime.ToDateTimeOffset()));
        Assert.Equal(("10.0.0.0/22", 2), (present.Subnet, present.PoolGeneration));
        Assert.Empty(Holders("10.0.3.1/32", 10.5));
    }

    [Fact]
    public void Along_a_subnet_time_does_not_go_back_whatever_the_clocks_said()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(10, pool, "first", 1, "10.0.3.0/24");
        journal.Released(5, pool, "first", 1);
        journal.QuarantineEnded(7, pool, "first", 1);
        journal.Granted(6, pool, "second", 2, "10.0.3.0/24");

        Assert.Empty(Holders("10.0.3.0/24", 9));
        Assert.Equal(["second"], Holders("10.0.3.0/24", 10));
    }

    [Fact]
    public void Now_is_after_everything_also_after_what_a_clock_that_is_ahead_wrote()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(5000, pool, "n", 1, "10.0.3.0/24");

        Assert.Single(Read().Lookup(Prefix.Parse("10.0.3.0/24"), Chronicle.Present, after: null, most: 10).Held);
    }

    [Fact]
    public void What_is_older_than_the_retention_is_not_known_but_what_is_still_held_is()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1, pool, "stays", 1, "10.0.1.0/24");
        journal.Granted(2, pool, "goes", 2, "10.0.2.0/24");
        journal.Released(3, pool, "goes", 2);
        journal.QuarantineEnded(4, pool, "goes", 2);
        journal.Granted(900, pool, "young", 3, "10.0.3.0/24");
        var chronicle = Read(new PastLimits(TimeSpan.FromHours(2), 1000));

        Assert.False(chronicle.Lookup(Prefix.Parse("10.0.0.0/16"), PastJournal.At(3.99).UtcTicks, after: null, most: 10).IsKnown);
        var found = chronicle.Lookup(Prefix.Parse("10.0.0.0/16"), PastJournal.At(4).UtcTicks, after: null, most: 10);
        Assert.Equal((true, PastJournal.At(4).UtcTicks), (found.IsKnown, found.KnownSince));
        Assert.Equal(["stays"], found.Held.Select(tenure => tenure.NodeId));
        Assert.Equal(["young"], chronicle.List(Everything, after: null, 10).Entries.Select(entry => entry.NodeId));
    }

    [Fact]
    public void Of_more_events_than_are_kept_the_oldest_go()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        for (var number = 1; number <= 20; number++)
        {
            journal.Granted(number, pool, $"n-{number}", number, $"10.0.{number}.0/24");
        }

        var listed = Read(new PastLimits(TimeSpan.FromDays(1), 5)).List(Everything, after: null, 10);

        Assert.Equal(["n-20", "n-19", "n-18", "n-17", "n-16"], listed.Entries.Select(entry => entry.NodeId));
        Assert.Equal(PastJournal.At(15).UtcTicks, listed.KnownSince);
    }

    [Fact]
    public void A_clock_that_was_far_ahead_does_not_hide_what_came_after()
    {
        var pool = journal.Pool(0, "a", 1, "10.0.0.0/16");
        journal.Granted(1_000_000, pool, "ahead", 1, "10.0.1.0/24");
        journal.Released(2, pool, "ahead", 1);
        journal.QuarantineEnded(3, pool, "ahead", 1);
        journal.Granted(4, pool, "n", 2, "10.0.2.0/24");
        var chronicle = Read(new PastLimits(TimeSpan.FromDays(1), 1));

        Assert.True(chronicle.Lookup(Prefix.Parse("10.0.2.0/24"), time.GetUtcNow().UtcTicks, after: null, most: 1).IsKnown);
    }

    [Fact]
    public void An_entry_says_what_who_and_why()
    {
        var pool = journal.Pool(0, "a", 3, "10.0.0.0/16", "fd00::/48");
        journal.Granted(1, pool, "n", 1, "10.0.3.0/24", "fd00:0:0:3::/64");
        journal.Updated(2, pool, "n", 1);
        journal.Revoked(3, pool, "n", 1, "stolen");
        journal.Expired(4, pool, "n", 1);
        journal.QuarantineEnded(5, pool, "n", 1);

        var entries = Read().List(Everything, after: null, 10).Entries;

        Assert.Equal(
            [
                "6 quarantine-ended Service n 1  ", "5 lease-expired Service n 1  ", "4 lease-revoked Operator n 1 stolen take-1",
                "3 lease-updated Holder n 1  ", "2 lease-granted Holder n 1  get-1", "1 pool-created Operator  0  ",
            ],
            entries.Select(entry => $"{entry.Revision} {entry.Kind} {entry.Actor} {entry.NodeId} {entry.Epoch} {entry.Reason} {entry.RequestId}"));
        Assert.Equal(["10.0.3.0/24", "fd00:0:0:3::/64"], entries[0].Subnets);
        Assert.Equal(["10.0.0.0/16", "fd00::/48"], entries[^1].Subnets);
        Assert.All(entries, entry => Assert.Equal(("a", 3), (entry.Pool, entry.PoolGeneration)));
    }

    private static HistoryFilter Everything { get; } = new(null, null, null, long.MinValue, long.MaxValue);

    private IEnumerable<string> Holders(string prefix, double minute) => Find(prefix, minute).Held.Select(tenure => tenure.NodeId);

    private HoldersFound Find(string prefix, double minute) => Read().Lookup(Prefix.Parse(prefix), PastJournal.At(minute).UtcTicks, after: null, most: 100);

    private Chronicle Read(PastLimits? limits = null)
    {
        var chronicle = new Chronicle(limits ?? PastLimits.Default, time);
        foreach (var entry in journal.Events)
        {
            chronicle.Add(entry);
        }

        chronicle.Trim();
        return chronicle;
    }
}
