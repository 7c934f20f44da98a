using ActorNet.Addressing;
using ActorNet.Histories.Holds;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Tests.Holds;

public sealed class OverlapTests
{
    private static readonly Prefix Large = Prefix.Parse("10.0.0.0/23");
    private static readonly Prefix Small = Prefix.Parse("10.0.1.0/24");

    [Fact]
    public void One_after_the_other_is_right_also_at_the_same_moment() => Assert.Empty(Overlap.Check(
    [
        Began("a", 1, Small, 10, 100),
        new HoldEnded("a", "released") { AtNs = 20 },
        Began("b", 2, Small, 20, 100),
    ]));

    [Theory]
    [InlineData("10.0.0.0/23", "10.0.1.0/24")]
    [InlineData("10.0.1.0/24", "10.0.0.0/23")]
    public void A_part_of_what_is_held_is_not_free(string first, string second) =>
        Assert.Single(Overlap.Check([Began("a", 1, Prefix.Parse(first), 10, 100), Began("b", 2, Prefix.Parse(second), 20, 100)]));

    [Fact]
    public void A_belief_that_lapsed_and_was_extended_later_leaves_room_between() => Assert.Empty(Overlap.Check(
    [
        Began("a", 1, Small, 10, 20),
        Began("b", 2, Small, 25, 30),
        new HoldExtended("a", 50) { AtNs = 40 },
    ]));

    [Fact]
    public void A_host_may_use_what_it_believes_in_itself() => Assert.Empty(Overlap.Check(
    [
        Began("a", 1, Small, 10, 100),
        new Observed("a", [Small], 1) { AtNs = 20 },
        new Observed("a", [Small], 1) { AtNs = 30 },
        new Observed("a", [Large], 2) { AtNs = 40 },
    ]));

    [Fact]
    public void Between_two_looks_a_host_uses_what_both_have_found() => Assert.Single(Overlap.Check(
    [
        new Observed("a", [Small], 1) { AtNs = 20 },
        Began("b", 2, Small, 25, 27),
        new Observed("a", [Small], 1) { AtNs = 30 },
    ]));

    [Fact]
    public void A_million_holds_are_no_trouble()
    {
        var history = new List<HistoryEvent>(2_000_000);
        for (var number = 0; number < 1_000_000; number++)
        {
            var subnet = Prefix.Parse("10.0.0.0/8").Subprefix((UInt128)(number % 1_000), 24);
            history.Add(Began($"n{number}", number + 1, subnet, number, number + 2_000));
            history.Add(new HoldEnded($"n{number}", "released") { AtNs = number + 999 });
        }

        Assert.Empty(Overlap.Check([.. history.OrderBy(change => change.AtNs)]));
    }

    private static HoldBegan Began(string holder, long epoch, Prefix subnet, long at, long until) => new(holder, holder, epoch, [subnet], until) { AtNs = at };
}
