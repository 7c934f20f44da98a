using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Space;
using ActorNet.Coordinator.Tests.Directory;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Space;

public sealed class SpaceReportsTests : IDisposable
{
    private readonly Events events = new(shortest: 22, longest: 26);
    private readonly LeaseDirectory directory = new(new FakeTimeProvider());
    private readonly SpaceReports reports = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DirectoryPool Pool => directory.Current.State.Pools[PoolName.Default];

    public void Dispose() => reports.Dispose();

    [Fact]
    public async Task Held_and_quarantined_subnets_are_told_apart()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.0.0/24"), events.Granted("b", 2, "10.0.1.0/24"), events.Released("b", 2)]);

        var space = Assert.Single(await reports.OfAsync(Pool, Cancellation));

        Assert.Equal([63, 254, 254 * 4], Fits(space.Free));
        Assert.Equal([63, 255, 255 * 4], Fits(space.WithQuarantined));
        Assert.Equal("10.0.128.0/17", space.Free.Largest?.ToString());
    }

    [Fact]
    public async Task A_report_is_kept_until_a_lease_of_the_pool_changes()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.0.0/24")]);
        var first = await reports.OfAsync(Pool, Cancellation);
        var again = await reports.OfAsync(Pool, Cancellation);
        directory.Apply([events.Released("a", 1)]);
        var after = await reports.OfAsync(Pool, Cancellation);

        Assert.Same(first[0], again[0]);
        Assert.Equal([63, 255, 255 * 4], Fits(first[0].WithQuarantined));
        Assert.Equal([64, 256, 256 * 4], Fits(after[0].WithQuarantined));
    }

    [Fact]
    public async Task Whoever_asks_at_once_gets_the_same_report()
    {
        directory.Apply([events.PoolCreated(), .. Enumerable.Range(0, 200).Select(number => events.Granted($"node-{number}", number + 1, $"10.0.{number}.0/24"))]);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => reports.OfAsync(Pool, Cancellation)));

        Assert.All(all, report => Assert.Same(all[0][0], report[0]));
    }

    private static IEnumerable<int> Fits(HoleCounts holes) => new[] { 22, 24, 26 }.Select(length => (int)holes.Fit(length));
}
