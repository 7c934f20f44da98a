using ActorNet.Agent.Coordinators;

namespace ActorNet.Agent.Tests.Coordinators;

public sealed class BackoffTests
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    [Fact]
    public void Delays_are_spread_under_a_bound_that_doubles_up_to_the_most()
    {
        var backoff = new Backoff(Least, Most, new Random(1));

        for (var failure = 0; failure < 100; failure++)
            Assert.InRange(backoff.Next(), Least / 2, Least * Math.Pow(2, Math.Min(failure, 10)) < Most ? Least * Math.Pow(2, failure) : Most);
    }

    [Fact]
    public void After_a_success_it_starts_anew()
    {
        var backoff = new Backoff(Least, Most, new Random(1));
        for (var failure = 0; failure < 10; failure++)
            backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next(), Least / 2, Least);
    }
}
