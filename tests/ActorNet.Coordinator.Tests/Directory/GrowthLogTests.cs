using ActorNet.Coordinator.Directory;
using CsCheck;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class GrowthLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(int Seconds, int Change)[]> Changes = Gen.Select(Gen.Int[0, 3000], Gen.Int[-3, 5]).Array[0, 400];

    [Fact]
    public void It_knows_what_was_held_within_five_minutes() => Gen.Select(Changes, Gen.Int[0, 7 * 24 * 3600]).Sample(
        (changes, secondsBack) =>
        {
            var (log, held, at) = (GrowthLog.Empty, 1000, Start);
            var past = new List<(DateTimeOffset From, int Held)> { (DateTimeOffset.MinValue, held) };
            foreach (var (seconds, change) in changes)
            {
                at += TimeSpan.FromSeconds(seconds);
                log = log.Note(at, Tally(held));
                held += change;
                past.Add((at, held));
            }

            var when = at - TimeSpan.FromSeconds(secondsBack);
            var (ipv4, ipv6) = log.HeldAt(when, Tally(held));

            Assert.Contains((int)ipv4, HeldBetween(past, when, when + GrowthLog.Step));
            Assert.Equal(ipv4 * 2, ipv6);
        },
        iter: 500);

    [Fact]
    public void A_change_by_a_clock_that_is_behind_counts_as_one_of_now()
    {
        var log = GrowthLog.Empty.Note(Start, Tally(0)).Note(Start - TimeSpan.FromDays(1), Tally(1));

        Assert.Equal(0, (int)log.HeldAt(Start - TimeSpan.FromHours(1), Tally(2)).Ipv4);
        Assert.Equal(2, (int)log.HeldAt(Start + TimeSpan.FromSeconds(1), Tally(2)).Ipv4);
    }

    private static PoolTally Tally(int held) => new(0, 0, 0, 0, new FamilyTally((UInt128)held, 0), new FamilyTally((UInt128)(2 * held), 0), default);

    private static IEnumerable<int> HeldBetween(List<(DateTimeOffset From, int Held)> past, DateTimeOffset from, DateTimeOffset to)
    {
        // What held when the time began, however often it had changed at that moment, and what came in it.
        yield return past.Last(entry => entry.From < from).Held;
        foreach (var entry in past.Where(entry => entry.From >= from && entry.From <= to))
        {
            yield return entry.Held;
        }
    }
}
