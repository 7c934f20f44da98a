using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Routes;

/// <summary>What several replicas know of the routes to some space, put together: pure.</summary>
internal static class RouteReport
{
    /// <summary>How many overlaps are named.</summary>
    public const int MostOverlaps = 100;

    /// <summary>The report.</summary>
    /// <param name="cidrs">The CIDRs that the pool would have.</param>
    /// <param name="answers">What each replica says.</param>
    /// <param name="leases">How many leases nodes hold.</param>
    /// <param name="silent">The replicas that say nothing, for people.</param>
    public static RouteCheck Of(IReadOnlyList<Prefix> cidrs, IReadOnlyList<RouteSightings> answers, long leases, IEnumerable<string> silent)
    {
        // A node that went from one replica to another is known to both, and has told the second one last.
        var overlaps = answers
            .SelectMany(answer => answer.Sightings)
            .GroupBy(sighting => (sighting.Pool, sighting.Node))
            .SelectMany(LastOf)
            .Select(sighting => (Cidr: CidrOf(sighting, cidrs), Route: Prefix.Parse(sighting.Route), sighting.Node, sighting.Pool))
            .OrderBy(overlap => overlap.Cidr)
            .ThenBy(overlap => overlap.Pool, StringComparer.Ordinal)
            .ThenBy(overlap => overlap.Node, StringComparer.Ordinal)
            .ThenBy(overlap => overlap.Route)
            .Distinct()
            .ToList();
        var unnamed = answers.Sum(answer => answer.Count - answer.Sightings.Count);
        return new RouteCheck
        {
            Overlaps =
            {
                overlaps.Take(MostOverlaps).Select(overlap => new RouteOverlap { Cidr = $"{overlap.Cidr}", Route = $"{overlap.Route}", NodeId = overlap.Node, Pool = overlap.Pool }),
            },
            OverlapCount = overlaps.Count + unnamed,
            NodesKnown = answers.Sum(answer => answer.NodesKnown),
            Unseen = { silent, Untold(answers, leases) },
        };
    }

    private static IEnumerable<RouteSighting> LastOf(IEnumerable<RouteSighting> sightings)
    {
        var all = sightings.ToList();
        var last = all.Min(sighting => sighting.AgeTicks);
        return all.Where(sighting => sighting.AgeTicks == last);
    }

    /// <summary>Asked for is what the pool does not have yet, which may be a part of a CIDR.</summary>
    private static Prefix CidrOf(RouteSighting sighting, IReadOnlyList<Prefix> cidrs)
    {
        var range = Prefix.Parse(sighting.Range);
        return cidrs.First(cidr => cidr.Contains(range));
    }

    private static IEnumerable<string> Untold(IReadOnlyList<RouteSightings> answers, long leases)
    {
        var (known, cut) = (answers.Sum(answer => answer.NodesKnown), answers.Sum(answer => answer.NodesCut));
        if (known < leases)
        {
            yield return $"{leases - known} of {leases} nodes, which have told nothing of their routes in the last 2 minutes";
        }

        if (cut > 0)
        {
            yield return $"some routes of {cut} nodes, which have more than 16 destinations of one address family";
        }
    }
}
