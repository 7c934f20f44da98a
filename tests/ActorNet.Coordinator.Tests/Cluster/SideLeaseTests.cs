using ActorNet.Coordinator.Cluster;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Coordination;
using Akka.Coordination.Etcd;
using AkkaCluster = Akka.Cluster.Cluster;

namespace ActorNet.Coordinator.Tests.Cluster;

/// <summary>Two members of one cluster, and who may decide what becomes of a third.</summary>
public sealed class SideLeaseTests : IAsyncLifetime
{
    private const string Name = "split-brain-resolver";

    private EtcdCluster etcd = null!;
    private ActorSystem one = null!;
    private ActorSystem other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        etcd = await EtcdCluster.StartAsync();
        (one, other) = (Create(), Create());
        await AkkaCluster.Get(one).JoinAsync(AkkaCluster.Get(one).SelfAddress, Cancellation);
        await AkkaCluster.Get(other).JoinAsync(AkkaCluster.Get(one).SelfAddress, Cancellation);
        await Eventually.HoldsAsync("both are up", () => Task.FromResult(
            new[] { one, other }.All(system => AkkaCluster.Get(system).State.Members.Count(member => member.Status == MemberStatus.Up) == 2)));
    }

    public async ValueTask DisposeAsync()
    {
        await one.Terminate();
        await other.Terminate();
        await etcd.DisposeAsync();
    }

    [Fact]
    public async Task A_side_has_the_lease_when_any_of_its_members_has_it()
    {
        Assert.True(await LeaseOf(one).Acquire());

        Assert.True(await LeaseOf(other).Acquire());
    }

    [Fact]
    public async Task A_side_does_not_have_it_when_somebody_else_has_it()
    {
        using var stranger = Create();
        Assert.True(await LeaseOf(stranger).Acquire());

        Assert.False(await LeaseOf(one).Acquire());

        await stranger.Terminate();
    }

    [Fact]
    public async Task Whoever_has_left_the_side_takes_the_lease_along()
    {
        Assert.True(await LeaseOf(other).Acquire());
        AkkaCluster.Get(one).Down(AkkaCluster.Get(other).SelfAddress);
        await Eventually.HoldsAsync("it is out", () => Task.FromResult(AkkaCluster.Get(one).State.Members.Count == 1));

        Assert.False(await LeaseOf(one).Acquire());
    }

    private static Lease LeaseOf(ActorSystem system)
    {
        var address = AkkaCluster.Get(system).SelfAddress;
        return LeaseProvider.Get(system).GetLease(Name, EtcdLease.ConfigPath, address.HostPort());
    }

    private ActorSystem Create() => ActorSystem.Create("side", ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
          cluster.run-coordinated-shutdown-when-down = off
          etcd.endpoints = ["{{etcd.Endpoints[0]}}"]
          coordination.lease.etcd {
            lease-class = "{{typeof(SideLease).AssemblyQualifiedName}}"
            heartbeat-timeout = 20s
            heartbeat-interval = 1s
            lease-operation-timeout = 30s
            acquire-patience = 0s
          }
        }
        """).WithFallback(EtcdLease.DefaultConfiguration));
}
