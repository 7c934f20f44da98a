using ActorNet.Client.Pacing;

namespace ActorNet.Client.Tests.Pacing;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    [Fact]
    public void Delays_are_spread_under_a_bound_that_doubles_up_to_the_most()
    {
        var backoff = new Backoff(First, Most, new Random(1));

        for (var failure = 0; failure < 100; failure++)
        {
            var bound = First * Math.Pow(2, Math.Min(failure, 10));
            Assert.InRange(backoff.Next(), TimeSpan.FromTicks(1), bound < Most ? bound : Most);
        }
    }

    [Fact]
    public void A_thousand_clients_do_not_come_back_at_once()
    {
        var random = new Random(1);
        var tenths = Enumerable.Range(0, 1000).Select(_ => new Backoff(First, Most, random).Next()).CountBy(delay => (int)(delay.TotalMilliseconds / 20));

        Assert.All(tenths, tenth => Assert.InRange(tenth.Value, 50, 150));
    }

    [Fact]
    public void What_the_service_asks_for_is_the_least_and_is_spread_as_well()
    {
        var asked = TimeSpan.FromSeconds(2);
        var delays = Enumerable.Range(0, 100).Select(seed => new Backoff(First, Most, new Random(seed)).Next(asked)).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, asked, asked * 1.5));
        Assert.True(delays.Distinct().Count() > 50);
    }

    [Fact]
    public void After_a_success_it_starts_anew()
    {
        var backoff = new Backoff(First, Most, new Random(1));
        for (var failure = 0; failure < 10; failure++)
            backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next(), TimeSpan.FromTicks(1), First);
    }
}
