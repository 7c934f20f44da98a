using ActorNet.Addressing;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Routes;

/// <summary>Which of the routes that nodes told to one replica lead to some space.</summary>
internal static class RouteFinder
{
    /// <summary>How many one replica names: many more than a plan shows, so that what several replicas name can be put together.</summary>
    public const int MostSightings = 1000;

    /// <summary>Looks at every route once for each range.</summary>
    /// <param name="told">The routes, with how long ago each node told them.</param>
    /// <param name="ranges">The space, in ranges that are disjoint.</param>
    public static RouteSightings Find(IReadOnlyList<(ToldRoutes Routes, TimeSpan Age)> told, IReadOnlyList<Prefix> ranges)
    {
        var sightings = new RouteSightings { NodesKnown = told.Count, NodesCut = told.Count(node => node.Routes.LeftOut > 0) };
        foreach (var (routes, age) in told)
        {
            foreach (var route in routes.Destinations)
            {
                foreach (var range in ranges)
                {
                    if (range.Overlaps(route) && sightings.Count++ < MostSightings)
                    {
                        sightings.Sightings.Add(new RouteSighting
                        {
                            Pool = routes.Pool.Value,
                            Node = routes.Node.Value,
                            Route = route.ToString(),
                            Range = range.ToString(),
                            AgeTicks = age.Ticks,
                        });
                    }
                }
            }
        }

        return sightings;
    }
}
