using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas;

namespace ActorNet.Coordinator.Routes;

/// <summary>Asks all replicas which hosts of nodes have routes to space that a pool is to get. Who does not answer hinders nothing, and is told.</summary>
internal sealed class RouteSurvey(AttestationBook book, IOtherReplicas others, LeaseDirectory directory)
{
    /// <summary>What is known of the space that a pool gets; null where it gets none.</summary>
    /// <param name="before">The CIDRs that it has.</param>
    /// <param name="after">The CIDRs that it would have.</param>
    /// <param name="cancellation">Ends the waiting for other replicas.</param>
    public async Task<RouteCheck?> LookAsync(IEnumerable<Prefix> before, IEnumerable<Prefix> after, CancellationToken cancellation)
    {
        IReadOnlyList<Prefix> cidrs = [.. after];
        IReadOnlyList<Prefix> gained = [.. SpaceDifference.Of(cidrs, [.. before])];
        if (gained.Count == 0)
        {
            return null;
        }

        var answers = await others.FindRoutesAsync(gained, cancellation);
        var own = RouteFinder.Find(book.RecentRoutes(), gained);
        var leases = directory.Current.State.Pools.Values.Sum(pool => pool.Tally.Held);
        return RouteReport.Of(cidrs, [own, .. answers.Select(answer => answer.Value).OfType<Replicas.Wire.RouteSightings>()], leases, [.. answers
            .Where(answer => answer.Value is null)
            .Select(answer => $"the replica {answer.Replica}, with the nodes that renew over it: {answer.Failure}")]);
    }
}
