using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Load;
using ActorNet.Chaos.Observation;
using ActorNet.Contracts.V1;
using ActorNet.Histories.Recording;

namespace ActorNet.Chaos.Running;

/// <summary>Whether all are served and all views are equal.</summary>
internal sealed class Wellbeing(ChaosLab lab, SimulatedNodes load, History history)
{
    /// <summary>How much of an agent's log belongs to a complaint.</summary>
    private const int KeptLines = 12;

    /// <summary>What is not well; null when all is.</summary>
    /// <param name="sinceNs">Every simulated resident must have been served by a request that it sent after this moment.</param>
    public async Task<string?> FindComplaintAsync(long sinceNs) =>
        FindUnserved(sinceNs) ?? await FindBrokenClusterAsync() ?? await FindDifferentViewAsync();

    /// <summary>What is wrong with the cluster of coordinators: one, with one pool coordinator, by the word of each; null when nothing is.</summary>
    public async Task<string?> FindBrokenClusterAsync()
    {
        var wanted = lab.Coordinators.Where(coordinator => coordinator.Program.IsWanted).ToList();
        var statuses = await Task.WhenAll(wanted.Select(coordinator => coordinator.FindStatusAsync()));
        if (statuses.All(status => IsComplete(status, wanted.Count)) && statuses.Select(PoolCoordinator).Distinct().Count() == 1)
        {
            return null;
        }

        return $"the coordinators are not one cluster: {string.Join(" | ", statuses.Select(status => status is null ? "silent" : $"{status}"))}";
    }

    private string? FindUnserved(long sinceNs)
    {
        if (load.Residents.FirstOrDefault(node => node.ServedAtNs <= sinceNs) is { } unserved)
        {
            return $"{unserved.Name} was not served";
        }

        var without = StayingNodes.FirstOrDefault(node => node.State is not { } state || Clocks.ToHistoryNs(state.Deadline) <= history.NowNs);
        return without is null ? null : $"{without.Agent.Name} has no lease: {string.Join('\n', without.Agent.Log.Split('\n').TakeLast(KeptLines))}";
    }

    private IEnumerable<Node> StayingNodes => lab.Residents.Concat(lab.CalmNodes).Where(node => node.Agent.IsWanted && !node.IsPaused);

    /// <summary>Visitors come and go between two questions, so views are compared without them.</summary>
    private async Task<string?> FindDifferentViewAsync()
    {
        var residents = load.Residents.Where(resident => resident.Held is not null).Select(resident => (resident.Name, resident.Held!.Epoch));
        var expected = StayingNodes.Select(node => (node.Name, node.State?.Epoch ?? 0)).Concat(residents).ToDictionary(pair => pair.Name, pair => pair.Item2);
        foreach (var coordinator in lab.Coordinators.Where(coordinator => coordinator.Program.IsWanted))
        {
            var listed = new Dictionary<string, long>();
            foreach (var pool in new[] { Pools.Default, Pools.Calm })
            {
                foreach (var lease in await coordinator.FindLeasesAsync(pool) ?? [])
                {
                    listed[lease.NodeId] = lease.Epoch;
                }
            }

            if (expected.FirstOrDefault(pair => listed.GetValueOrDefault(pair.Key) != pair.Value) is { Key: not null } other)
            {
                return $"{coordinator.Name} lists {other.Key} with epoch {listed.GetValueOrDefault(other.Key)}, which has {other.Value}";
            }
        }

        return null;
    }

    private static bool IsComplete(GetStatusResponse? status, int size) =>
        status is { Serving: true } && status.Replicas.Count == size && status.Replicas.All(replica => replica.Reachable) && status.Replicas.Count(replica => replica.PoolCoordinator) == 1;

    private static string PoolCoordinator(GetStatusResponse? status) => status!.Replicas.Single(replica => replica.PoolCoordinator).Address;
}
