using ActorNet.Testing;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Akka.Coordination.Etcd.Tests;

/// <summary>The split-brain resolver's lease-majority, on two actor systems with a wire between them that can be cut.</summary>
public sealed class SplitBrainTests
{
    private const string ClusterSettings =
        """
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, applied-adapters = ["trttl"] }
        akka.cluster {
          downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          split-brain-resolver {
            active-strategy = lease-majority
            stable-after = 1s
            lease-majority { lease-implementation = "akka.coordination.lease.etcd", acquire-lease-delay-for-minority = 200ms }
          }
          failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 1500ms, expected-response-after = 200ms }
          gossip-interval = 100ms, leader-actions-interval = 100ms, unreachable-nodes-reaper-interval = 100ms, down-removal-margin = 1ms
        }
        """;

    [Fact]
    public async Task Of_two_halves_that_do_not_hear_each_other_the_one_with_the_lease_stays()
    {
        await using var systems = await LeaseSystems.StartAsync();
        ActorSystem[] both = [systems.Create(ClusterSettings), systems.Create(ClusterSettings)];
        Cluster.Cluster[] clusters = [.. both.Select(Cluster.Cluster.Get)];
        await clusters[0].JoinAsync(clusters[0].SelfAddress, TestContext.Current.CancellationToken);
        await clusters[1].JoinAsync(clusters[0].SelfAddress, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("both are up", () => Task.FromResult(clusters.All(cluster => cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 2)));

        await CutAsync(both[0], clusters[1].SelfAddress);
        await CutAsync(both[1], clusters[0].SelfAddress);

        await Eventually.HoldsAsync("one half is left", () => Task.FromResult(
            clusters.Count(cluster => cluster.IsTerminated) == 1
            && clusters.Count(cluster => !cluster.IsTerminated && cluster.State.Members.Count == 1) == 1));
        var survivor = clusters.Single(cluster => !cluster.IsTerminated);
        Assert.Equal(MemberStatus.Up, survivor.SelfMember.Status);
    }

    private static Task<bool> CutAsync(ActorSystem system, Address other) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport.ManagementCommand(new SetThrottle(
            other, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));
}
