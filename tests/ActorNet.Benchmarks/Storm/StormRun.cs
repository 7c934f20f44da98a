using System.Diagnostics;
using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Watching;
using ActorNet.Testing;
using Google.Protobuf;

namespace ActorNet.Benchmarks.Storm;

/// <summary>One storm, on coordinators that have no leases yet.</summary>
internal static class StormRun
{
    private const int ConnectionsPerReplica = 8;
    private const int WatchConnectionsPerReplica = 8;
    private const int EventBytes = 200;
    private const int BareInFlight = 256;
    private const int WarmUpInFlight = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BareTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<StormResult> RunAsync(EtcdCluster etcd, BareClient bare, int nodes, int watchers, int replicas)
    {
        var name = $"storm-{Guid.NewGuid():n}";
        var perSecond = await MeasureBareAsync(bare, name);
        await using var cluster = await CoordinatorCluster.StartAsync(etcd, name, replicas);
        using var connections = new Connections(cluster.Addresses, ConnectionsPerReplica);
        using var watched = new Connections(cluster.Addresses, WatchConnectionsPerReplica);
        await using var audience = await Audience.StartAsync(watched, watchers, _ => { });
        await WarmUpAsync(connections, audience);
        var (live, resident) = await MeasureMemoryAsync(cluster);

        var begin = Stopwatch.GetTimestamp();
        var retries = new Retries();
        var leases = await Task.WhenAll(Enumerable.Range(0, nodes).Select(node => retries.AcquireAsync(connections, caller: node, new Node($"node-{node}"))));
        var leased = Stopwatch.GetElapsedTime(begin);
        var expected = Fingerprint.Of(leases.Select(lease => lease.Lease));
        await Eventually.HoldsAsync("the consistency of all watchers", () => Task.FromResult(audience.Knows(expected)), Patience);
        var consistent = Stopwatch.GetElapsedTime(begin);
        var resyncs = audience.Resyncs;

        var (liveAfter, residentAfter) = await MeasureMemoryAsync(cluster);
        return new StormResult(
            nodes,
            watchers,
            leased,
            consistent,
            TimeSpan.FromSeconds(nodes / perSecond),
            retries.Count,
            resyncs,
            live.Zip(liveAfter, (before, after) => (double)(after - before) / nodes).Max(),
            resident.Zip(residentAfter, (before, after) => (double)(after - before) / nodes).Max());
    }

    private static async Task<double> MeasureBareAsync(BareClient bare, string name)
    {
        var value = ByteString.CopyFrom(new byte[EventBytes]);
        var sample = await Sample.TakeAsync(BareTime, () => bare.WriteAsync(name, value, Load.Lasting(BareTime), BareInFlight));
        return sample.PerSecond;
    }

    /// <summary>Nodes come and go, few at a time: code gets warm, and tables stay as small as they are.</summary>
    private static async Task WarmUpAsync(Connections connections, Audience audience)
    {
        var last = 0;
        await ClosedLoops.RunAsync(Load.Lasting(WarmUp), WarmUpInFlight, async caller =>
        {
            var node = new Node($"early-{Interlocked.Increment(ref last)}");
            var response = await connections[caller].AcquireLeaseAsync(node.Acquire());
            await connections[caller].ReleaseLeaseAsync(node.Release(response.Lease.Epoch));
        });
        await Eventually.HoldsAsync("watchers that know of nothing any more", () => Task.FromResult(audience.Knows(default)));
    }

    private static async Task<(IReadOnlyList<long> Live, IReadOnlyList<long> Resident)> MeasureMemoryAsync(CoordinatorCluster cluster)
    {
        List<long> resident = [.. cluster.Replicas.Select(replica => replica.ResidentBytes)];
        var live = new List<long>();
        foreach (var replica in cluster.Replicas)
        {
            live.Add(await replica.LiveBytesAsync());
        }

        return (live, resident);
    }
}
