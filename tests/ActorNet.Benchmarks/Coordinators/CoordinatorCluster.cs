using ActorNet.Testing;

namespace ActorNet.Benchmarks.Coordinators;

/// <summary>Replicas that work together, on keys of their own in an etcd that others may use as well.</summary>
internal sealed class CoordinatorCluster : IAsyncDisposable
{
    /// <summary>Room for 262,144 nodes; what is released is free at once, so that a turn leaves nothing behind.</summary>
    private static readonly string[] Pool = ["--pool-cidrs", "10.0.0.0/8", "--pool-ipv4-prefix-length", "26", "--pool-quarantine", "0s"];

    private readonly List<CoordinatorProcess> replicas = [];

    private CoordinatorCluster()
    {
    }

    public IReadOnlyList<CoordinatorProcess> Replicas => replicas;

    public IEnumerable<string> Addresses => replicas.Select(replica => replica.Address);

    /// <summary>Starts replicas and waits until each serves and sees all.</summary>
    /// <param name="etcd">Where they keep their journal.</param>
    /// <param name="name">Names their keys.</param>
    /// <param name="size">How many.</param>
    /// <param name="options">Further options, the same for all.</param>
    public static async Task<CoordinatorCluster> StartAsync(EtcdCluster etcd, string name, int size, params string[] options)
    {
        var cluster = new CoordinatorCluster();
        try
        {
            var ports = LoopbackPorts.Take(size * 2);
            for (var replica = 0; replica < size; replica++)
            {
                string[] place = ["--etcd", etcd.Endpoints[0], "--etcd-prefix", $"/{name}/", "--cluster-address", $"127.0.0.1:{ports[(2 * replica) + 1]}"];
                cluster.replicas.Add(CoordinatorProcess.Start(ports[2 * replica], [.. place, .. Pool, .. options]));
            }

            await cluster.WaitUntilCompleteAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until each replica serves and sees all others.</summary>
    public Task WaitUntilCompleteAsync() => Eventually.HoldsAsync(
        "a complete cluster",
        async () =>
        {
            var statuses = await Task.WhenAll(replicas.Select(replica => replica.FindStatusAsync()));
            return statuses.All(status => status is { Serving: true } && status.Replicas.Count == replicas.Count && status.Replicas.All(other => other.Reachable));
        },
        within: TimeSpan.FromSeconds(60),
        evidence: () => string.Join("\n\n", replicas.Select(replica => $"{replica.Address}:\n{replica.Log}")));

    /// <summary>The replica with the singleton.</summary>
    public async Task<CoordinatorProcess> FindPoolCoordinatorAsync()
    {
        CoordinatorProcess? found = null;
        await Eventually.HoldsAsync("a replica that has the pool coordinator", async () =>
        {
            foreach (var replica in replicas)
            {
                if (await replica.FindStatusAsync() is { } status && status.Replicas.Any(each => each is { Self: true, PoolCoordinator: true }))
                {
                    found = replica;
                }
            }

            return found is not null;
        });
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }
}
