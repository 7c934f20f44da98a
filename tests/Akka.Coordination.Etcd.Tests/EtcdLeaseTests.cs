using ActorNet.Testing;

namespace Akka.Coordination.Etcd.Tests;

public sealed class EtcdLeaseTests : IAsyncLifetime
{
    private const string Name = "region/shard 1";

    private LeaseSystems systems = null!;

    public async ValueTask InitializeAsync() => systems = await LeaseSystems.StartAsync();

    public ValueTask DisposeAsync() => systems.DisposeAsync();

    [Fact]
    public async Task A_lease_is_held_by_who_acquires_it_until_it_is_released()
    {
        var lease = systems.Lease(Name, "a:1");
        Assert.False(lease.CheckLease());

        Assert.True(await lease.Acquire());
        Assert.True(lease.CheckLease());

        Assert.True(await lease.Release());
        Assert.False(lease.CheckLease());
        Assert.Empty(await systems.Etcd.ControlAsync("get", "akka/leases/", "--prefix"));
    }

    [Fact]
    public async Task Another_owner_is_refused_until_the_lease_is_released()
    {
        var (first, second) = (systems.Lease(Name, "a:1"), systems.Lease(Name, "b:1"));
        Assert.True(await first.Acquire());

        Assert.False(await second.Acquire());
        Assert.False(second.CheckLease());

        Assert.True(await first.Release());
        Assert.True(await second.Acquire());
        Assert.False(await first.Acquire());
    }

    [Fact]
    public async Task Another_owner_with_patience_gets_the_lease_as_soon_as_it_is_released()
    {
        var first = systems.Lease(Name, "a:1");
        var second = LeaseSystems.Lease(systems.Create("akka.coordination.lease.etcd.acquire-patience = 20s"), Name, "b:1");
        Assert.True(await first.Acquire());

        var acquiring = second.Acquire();
        Assert.True(await first.Release());

        Assert.True(await acquiring);
    }

    [Fact]
    public async Task Another_owner_with_patience_is_refused_when_that_is_over()
    {
        var first = systems.Lease(Name, "a:1");
        var second = LeaseSystems.Lease(systems.Create("akka.coordination.lease.etcd.acquire-patience = 500ms"), Name, "b:1");
        Assert.True(await first.Acquire());

        Assert.False(await second.Acquire());
    }

    [Fact]
    public async Task Another_owner_in_the_same_system_is_refused_as_well()
    {
        var system = systems.Create();
        Assert.True(await LeaseSystems.Lease(system, Name, "a:1").Acquire());

        Assert.False(await LeaseSystems.Lease(system, Name, "b:1").Acquire());
    }

    [Fact]
    public async Task Leases_of_other_names_are_other_leases()
    {
        var system = systems.Create();
        string[] names = ["region", "region/", "region%2F", "Region", "région"];

        foreach (var name in names)
        {
            Assert.True(await systems.Lease(name, "a:1").Acquire(), name);
            Assert.False(await LeaseSystems.Lease(system, name, "b:1").Acquire(), name);
        }
    }

    [Fact]
    public async Task The_owner_may_acquire_again_what_it_holds()
    {
        var lease = systems.Lease(Name, "a:1");

        Assert.True(await lease.Acquire());
        Assert.True(await lease.Acquire());
        Assert.True(lease.CheckLease());
    }

    [Fact]
    public async Task Two_objects_of_one_owner_share_the_hold()
    {
        var system = systems.Create($"other : ${{{EtcdLease.ConfigPath}}}");
        var first = LeaseProvider.Get(system).GetLease(Name, EtcdLease.ConfigPath, "a:1");
        var second = LeaseProvider.Get(system).GetLease(Name, "other", "a:1");
        Assert.NotSame(first, second);

        Assert.True(await first.Acquire());
        Assert.True(second.CheckLease());
        Assert.True(await second.Acquire());

        Assert.True(await second.Release());
        Assert.False(first.CheckLease());
    }

    [Fact]
    public async Task A_process_is_not_its_predecessor_under_the_same_name()
    {
        var (predecessor, successor) = (systems.Lease(Name, "a:1"), systems.Lease(Name, "a:1"));
        Assert.True(await predecessor.Acquire());

        Assert.False(await successor.Acquire());
        Assert.True(await successor.Release());
        Assert.True(predecessor.CheckLease());
        Assert.True(await predecessor.Acquire());
    }

    [Fact]
    public async Task Of_many_that_acquire_at_once_one_gets_it()
    {
        var leases = Enumerable.Range(0, 8).Select(number => systems.Lease(Name, $"h{number}:1")).ToList();

        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(leases.Select(lease => lease.Acquire()));

            Assert.Single(answers, isAcquired => isAcquired);
            Assert.Equal(answers, leases.Select(lease => lease.CheckLease()));
            await Task.WhenAll(leases.Select(lease => lease.Release()));
        }
    }

    [Fact]
    public async Task Calls_of_one_owner_at_once_agree()
    {
        var lease = systems.Lease(Name, "a:1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => lease.Acquire()));

        Assert.All(answers, Assert.True);
        Assert.Single(await LinesAsync("get", "akka/leases/", "--prefix", "--keys-only"));
        Assert.Single((await LinesAsync("lease", "list")).Skip(1));
    }

    [Fact]
    public async Task A_lease_that_is_held_outlasts_its_time_to_live()
    {
        const string TenSeconds = "akka.coordination.lease.etcd.heartbeat-timeout = 10s"; // more than the machine stalls for
        var (lease, other) = (systems.Lease(Name, "a:1", TenSeconds), systems.Lease(Name, "b:1"));
        Assert.True(await lease.Acquire(_ => Assert.Fail("it was not lost")));

        // An etcd lease of the same length that nobody extends ends meanwhile.
        var id = (await systems.Etcd.ControlAsync("lease", "grant", "10")).Split(' ')[1];
        await systems.Etcd.ControlAsync("put", "left-alone", "x", "--lease", id);
        await Eventually.HoldsAsync("the other etcd lease ends", async () => await systems.Etcd.ControlAsync("get", "left-alone") == "");

        Assert.True(lease.CheckLease());
        Assert.False(await other.Acquire());
    }

    [Fact]
    public async Task The_lease_of_an_owner_that_is_gone_ends_by_itself()
    {
        var system = systems.Create(LeaseSystems.Brief);
        Assert.True(await LeaseSystems.Lease(system, Name, "a:1").Acquire());
        var other = systems.Lease(Name, "b:1");

        await system.Terminate();

        await Eventually.HoldsAsync("the other owner gets the lease", other.Acquire);
    }

    /// <summary>The split-brain resolver relies on it: whoever is stopped while it holds the lease must not hand it over at once.</summary>
    [Fact]
    public async Task The_lease_of_an_owner_that_is_stopped_is_not_handed_over()
    {
        var system = systems.Create();
        Assert.True(await LeaseSystems.Lease(system, Name, "a:1").Acquire());

        await system.Terminate();

        Assert.False(await systems.Lease(Name, "b:1").Acquire());
    }

    [Fact]
    public async Task Releasing_what_another_owner_holds_changes_nothing()
    {
        var (owner, stranger) = (systems.Lease(Name, "a:1"), systems.Lease(Name, "b:1"));
        Assert.True(await owner.Acquire());

        Assert.True(await stranger.Release());

        Assert.True(owner.CheckLease());
        Assert.False(await stranger.Acquire());
    }

    private async Task<string[]> LinesAsync(params string[] arguments) =>
        (await systems.Etcd.ControlAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
