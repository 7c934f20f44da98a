using ActorNet.Testing;

namespace ActorNet.Integration.Cluster;

/// <summary>What can be said of several replicas together.</summary>
internal static class Replicas
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Waits until those that run are one cluster with one pool coordinator, by the word of each of them, and all of them serve.</summary>
    public static async Task AreOneClusterAsync(this IReadOnlyCollection<Replica> replicas)
    {
        var running = replicas.Where(replica => replica.Program.IsWanted).ToList();
        var said = "";
        await Eventually.HoldsAsync(
            $"a cluster of {running.Count} that serves",
            async () =>
            {
                var statuses = await Task.WhenAll(running.Select(replica => replica.FindStatusAsync()));
                said = string.Join('\n', statuses.Select(status => $"{status}"));
                return statuses.All(status => status is { Serving: true } && status.Replicas.Count == running.Count && status.Replicas.All(replica => replica.Reachable))
                    && statuses.Select(status => status!.Replicas.Single(replica => replica.PoolCoordinator).Address).Distinct().Count() == 1;
            },
            Patience,
            () => $"{said}\n{replicas.Evidence()}");
    }

    public static string Evidence(this IEnumerable<Replica> replicas) => string.Join('\n', replicas.Select(replica => replica.Program.Log));
}
