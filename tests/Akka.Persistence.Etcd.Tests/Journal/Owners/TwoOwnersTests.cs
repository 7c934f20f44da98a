using ActorNet.Testing;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal.Owners;

/// <summary>Two processes that both believe they own the same persistent actors, while everything around them fails.</summary>
public sealed class TwoOwnersTests(ITestOutputHelper output)
{
    private const int Actors = 6;
    private const int EnoughAcknowledged = 100;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public Task Nothing_is_lost_doubled_or_missing(int seed, int members) => JudgeAsync(seed, members, TimeSpan.FromSeconds(8));

    /// <summary>By hand: as many seeds as fit in OWNERS_MINUTES (10), from OWNERS_SEED (1000) on.</summary>
    [Fact(Explicit = true)]
    public async Task Nothing_is_lost_doubled_or_missing_over_many_seeds()
    {
        var minutes = int.Parse(Environment.GetEnvironmentVariable("OWNERS_MINUTES") ?? "10");
        var seed = int.Parse(Environment.GetEnvironmentVariable("OWNERS_SEED") ?? "1000");
        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromMinutes(minutes))
        {
            await JudgeAsync(seed, members: seed % 2 == 0 ? 1 : 3, TimeSpan.FromSeconds(30));
            seed++;
        }
    }

    private async Task JudgeAsync(int seed, int members, TimeSpan duration)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var cluster = await EtcdCluster.StartAsync(members);
        List<TcpProxy> proxies = [.. cluster.Endpoints.Select(url => new TcpProxy(url))];
        await using var first = new OwnerProcess("first", Actors, [.. proxies.Select(proxy => proxy.Url)]);
        await using var second = new OwnerProcess("second", Actors, cluster.Endpoints);
        first.Start();
        second.Start();
        var faults = new Faults(seed, cluster, [first, second], proxies);

        await faults.RunAsync(duration, cancellation);
        await Eventually.HoldsAsync(
            "enough is done to be judged",
            () => Task.FromResult(Lines().Count(line => line.StartsWith("ack ", StringComparison.Ordinal)) > EnoughAcknowledged),
            evidence: () => $"{faults.Told}\n{string.Join('\n', Lines().TakeLast(20))}");

        await first.KillAsync();
        await second.KillAsync();
        await cluster.WaitUntilServingAsync();
        var journal = await History.ReadAsync(cluster.Endpoints, cancellation);
        var acknowledged = History.Acknowledged(Lines());
        var problems = History.Problems(journal, acknowledged);
        problems.AddRange(Lines().Where(line => line.StartsWith("wrong ", StringComparison.Ordinal)));
        var figures = $"{journal.Count} events, {acknowledged.Count} acknowledged, {Lines().Count(line => line.Contains("StaleWriterException"))} refused";
        output.WriteLine($"{figures}; {faults.Told}");
        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        Assert.True(problems.Count == 0, $"{string.Join('\n', problems.Take(20))}\n{figures}\n{faults.Told}");

        IEnumerable<string> Lines() => first.Lines.Concat(second.Lines);
    }
}
