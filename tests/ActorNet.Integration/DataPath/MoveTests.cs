using System.Collections.Concurrent;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Integration.DataPath;

/// <summary>Nodes that move to another subnet while containers on them talk.</summary>
public sealed class MoveTests
{
    [Fact]
    public async Task A_drained_subnet_is_left_without_losing_a_packet()
    {
        await using var cluster = await Cluster.StartAsync(2, "--pool-time-to-live", "15s");
        using var channel = cluster.Connect();
        await Moves.SetWindowAsync(channel, seconds: 3600);
        var (mover, other) = (cluster.Nodes[0], cluster.Nodes[1]);
        var old = Prefix.Parse((await cluster.SubnetsAsync())[mover.Name]);
        var (onOld, far) = (await cluster.AddContainerAsync(mover), await cluster.AddContainerAsync(other));
        await Eventually.HoldsAsync("the containers reach each other", () => far.CanPingAsync(onOld.Address), evidence: () => cluster.Logs);
        await using var watch = LeaseWatch.Start(channel);
        await using var toOld = Pings.Start(far, onOld.Address);
        await using var fromOld = Pings.Start(onOld, far.Address);

        await Moves.DrainAsync(channel, old);
        await Eventually.HoldsAsync("docker0 of the node has both subnets", async () => (await mover.Docker0AddressesAsync()).Length == 2, evidence: () => cluster.Logs);
        await Eventually.HoldsAsync("the other node has a route to both", async () => (await other.RoutesAsync()).Length == 2, evidence: () => cluster.Logs);
        var gateway = (await mover.Docker0AddressesAsync()).Single(address => !address.StartsWith($"{old.FirstUsable}/", StringComparison.Ordinal));
        var onNew = await cluster.AddContainerAsync(mover, gateway);
        Assert.All(
            await Task.WhenAll(far.CanPingAsync(onNew.Address), onNew.CanPingAsync(far.Address), onOld.CanPingAsync(onNew.Address), onNew.CanPingAsync(onOld.Address)),
            Assert.True);

        await using var toNew = Pings.Start(far, onNew.Address);
        await using var fromNew = Pings.Start(onNew, far.Address);
        await Eventually.HoldsAsync("pings in both directions over both", () => Task.FromResult(new[] { toOld, fromOld, toNew, fromNew }.All(ping => Pings.AnswersOf(ping) > 20)));
        await Pings.AssertLosesNothingAsync(toOld);
        await Pings.AssertLosesNothingAsync(fromOld);

        await Moves.SetWindowAsync(channel, seconds: 0);
        await Eventually.HoldsAsync("docker0 has only the new subnet", async () => (await mover.Docker0AddressesAsync()).SequenceEqual([gateway]), evidence: () => cluster.Logs);
        await Eventually.HoldsAsync("the other node has no route to the old one", async () => (await other.RoutesAsync()).Length == 1, evidence: () => cluster.Logs);
        Assert.False(await far.CanPingAsync(onOld.Address));
        Assert.True(await far.CanPingAsync(onNew.Address));
        await Pings.AssertLosesNothingAsync(toNew);
        await Pings.AssertLosesNothingAsync(fromNew);

        await Eventually.HoldsAsync("the range is empty", async () => (await Moves.ReservationAsync(channel)) is { State: ReservationState.Active, HolderCount: 0 }, evidence: () => cluster.Logs);
        await Eventually.HoldsAsync("the audit finds nothing", async () => (await cluster.CliAsync("audit")).ExitCode == 0, evidence: () => cluster.Logs);
        watch.AssertNoOverlap();
        Assert.DoesNotContain("lapsed", cluster.Logs, StringComparison.Ordinal);
    }

    /// <summary>The one leaves it, and then the other one, which has to leave its own for it, gets it.</summary>
    [Fact]
    public async Task A_subnet_that_is_pinned_to_another_node_goes_from_the_one_to_the_other_and_is_never_both_ones()
    {
        await using var cluster = await Cluster.StartAsync(2, "--pool-time-to-live", "15s");
        using var channel = cluster.Connect();
        await Moves.SetWindowAsync(channel, seconds: 2);
        var (giver, taker) = (cluster.Nodes[0], cluster.Nodes[1]);
        var subnet = Prefix.Parse((await cluster.SubnetsAsync())[giver.Name]);
        await using var watch = LeaseWatch.Start(channel);

        await Moves.DrainAsync(channel, subnet, taker.Name);

        await ChangesHandsAsync(cluster, subnet);
        var (one, two) = (await cluster.AddContainerAsync(giver), await cluster.AddContainerAsync(taker));
        Assert.All(await Task.WhenAll(one.CanPingAsync(two.Address), two.CanPingAsync(one.Address)), Assert.True);
        watch.AssertNoOverlap();
        Assert.DoesNotContain("lapsed", cluster.Logs, StringComparison.Ordinal);
    }

    /// <summary>kill -9 of both agents and of the coordinator, at moments that a seed decides.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_killed_meanwhile_it_goes_from_the_one_to_the_other_and_is_never_both_ones(int seed)
    {
        var random = new Random(seed);
        await using var cluster = await Cluster.StartAsync(2, "--pool-time-to-live", "30s");
        var subnet = Prefix.Parse((await cluster.SubnetsAsync())[cluster.Nodes[0].Name]);
        using (var channel = cluster.Connect())
        {
            await Moves.SetWindowAsync(channel, seconds: 1);
            await Moves.DrainAsync(channel, subnet, cluster.Nodes[1].Name);
        }

        for (var round = 0; round < 12; round++)
        {
            for (var looks = random.Next(1, 10); looks > 0; looks--)
            {
                await AddressesAsync(cluster);
            }

            if (random.Next(4) == 0)
            {
                await cluster.KillCoordinatorAsync();
                cluster.StartCoordinator();
            }
            else
            {
                var node = cluster.Nodes[random.Next(2)];
                await node.Agent!.KillAsync();
                Cluster.StartAgent(node);
            }
        }

        await ChangesHandsAsync(cluster, subnet);
    }

    /// <summary>Until the second node has what the first one had. At no time do both have it.</summary>
    private static async Task ChangesHandsAsync(Cluster cluster, Prefix subnet)
    {
        var (giver, taker, address) = (cluster.Nodes[0], cluster.Nodes[1], AddressOf(subnet));
        await Eventually.HoldsAsync(
            "the other node has it, and only it",
            async () =>
            {
                var (taken, given) = await AddressesAsync(cluster);
                return taken.SequenceEqual([address]) && given is [var single] && single != address;
            },
            evidence: () => cluster.Logs);

        await Eventually.HoldsAsync(
            "each node has a route to what the other one has now",
            async () =>
            {
                var now = await cluster.SubnetsAsync();
                return (await giver.RoutesAsync()).SequenceEqual([$"{now[taker.Name]} via 10.77.0.2"]) && (await taker.RoutesAsync()).SequenceEqual([$"{now[giver.Name]} via 10.77.0.1"])
                    && now[taker.Name] == subnet.ToString();
            },
            evidence: () => cluster.Logs);
    }

    /// <summary>First of who gets it, then of who had it: what both have in this order they have had at one time.</summary>
    private static async Task<(string[] Taken, string[] Given)> AddressesAsync(Cluster cluster)
    {
        var (taken, given) = (await cluster.Nodes[1].Docker0AddressesAsync(), await cluster.Nodes[0].Docker0AddressesAsync());
        Assert.DoesNotContain(taken, given.Contains);
        return (taken, given);
    }

    private static string AddressOf(Prefix subnet) => $"{subnet.FirstUsable}/{subnet.Length}";

    /// <summary>Follows all leases from a moment on, and keeps each state that there was.</summary>
    private sealed class LeaseWatch : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly ConcurrentQueue<string> overlaps = new();
        private readonly Task following;
        private int events;

        private LeaseWatch(GrpcChannel channel) => following = FollowAsync(channel);

        public static LeaseWatch Start(GrpcChannel channel) => new(channel);

        public void AssertNoOverlap()
        {
            Assert.Empty(overlaps);
            Assert.True(Volatile.Read(ref events) >= 2, "a move is two grants");
            Assert.False(following.IsCompleted);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await following;
            stop.Dispose();
        }

        private async Task FollowAsync(GrpcChannel channel)
        {
            var held = new Dictionary<string, Prefix[]>();
            using var call = new LeaseService.LeaseServiceClient(channel).WatchLeases(new WatchLeasesRequest { Pool = "default" }, cancellationToken: stop.Token);
            try
            {
                await foreach (var response in call.ResponseStream.ReadAllAsync(stop.Token))
                {
                    foreach (var lease in response.Snapshot?.Leases ?? [])
                    {
                        Take(held, lease);
                    }

                    foreach (var change in response.Events?.Events ?? [])
                    {
                        Interlocked.Increment(ref events);
                        held.Remove(change.Lease.NodeId);
                        if (change.Type == LeaseEventType.Put)
                        {
                            Take(held, change.Lease);
                        }
                    }
                }
            }
            catch (Exception exception) when (stop.IsCancellationRequested && exception is RpcException or OperationCanceledException)
            {
                // The test is over.
            }
        }

        private void Take(Dictionary<string, Prefix[]> held, Lease lease)
        {
            held[lease.NodeId] = lease.State == LeaseState.Quarantined ? [] : [.. lease.Subnets.Select(Prefix.Parse)];
            foreach (var (node, subnets) in held.Where(entry => entry.Key != lease.NodeId))
            {
                foreach (var subnet in subnets.Where(subnet => held[lease.NodeId].Any(subnet.Overlaps)))
                {
                    overlaps.Enqueue($"{lease.NodeId} and {node} hold {subnet} with epoch {lease.Epoch}");
                }
            }
        }
    }
}
