namespace Akka.Persistence.Etcd.Tests.Journal.Owners;

/// <summary>The judge of the two owners finds what it is there to find.</summary>
public sealed class HistoryTests
{
    private static readonly Placed[] Good = [new("a", 1, "x.1.1"), new("a", 2, "y.1.1"), new("a", 3, "y.1.2"), new("b", 1, "x.2.1")];

    [Fact]
    public void A_good_history_has_no_problems() => Assert.Empty(History.Problems(Good, [Good[1], Good[3]]));

    [Fact]
    public void A_lost_event_is_found() => Assert.Single(History.Problems([Good[0], Good[1], Good[3]], [Good[2]]));

    [Fact]
    public void A_gap_is_found() => Assert.Single(History.Problems([Good[0], Good[2], Good[3]], []));

    [Fact]
    public void A_journal_that_does_not_begin_with_1_is_found() => Assert.Single(History.Problems([Good[1], Good[2]], []));

    [Fact]
    public void A_doubled_event_is_found() => Assert.Single(History.Problems([.. Good, new("b", 2, "x.1.1")], []));

    [Fact]
    public void Two_events_at_one_number_are_found() => Assert.Single(History.Problems([Good[0], Good[1], new("a", 2, "x.1.2")], []));

    [Fact]
    public void An_event_at_another_number_than_acknowledged_is_found() => Assert.Single(History.Problems(Good, [new("a", 2, "y.1.2")]));

    [Fact]
    public void An_acknowledged_event_in_whose_place_another_stands_is_found() => Assert.Single(History.Problems(Good, [new("a", 2, "x.1.2")]));

    [Fact]
    public void Lines_that_a_kill_cut_are_not_taken_for_acknowledgements() =>
        Assert.Equal([new("a", 12, "x.1.1")], History.Acknowledged(["ack a 12 x.1.1", "ack a 1", "ack a 13 x.1", "[ERROR] something", ""]));
}
