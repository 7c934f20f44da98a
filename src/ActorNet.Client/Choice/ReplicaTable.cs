using System.Collections.Immutable;
using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Choice;

/// <summary>One replica, as this client has found it.</summary>
/// <param name="Replica">Which.</param>
/// <param name="Failures">How often it has failed since it last answered.</param>
/// <param name="AvoidedUntil">Until when others are asked before it.</param>
internal sealed record ReplicaStanding(ReplicaAddress Replica, int Failures, TimeSpan AvoidedUntil);

/// <summary>Which replica a client uses, as a value: what happens makes another one. Times count from any one moment.</summary>
internal sealed record ReplicaTable(string Identity)
{
    private static readonly TimeSpan ShortestAvoidance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAvoidance = TimeSpan.FromSeconds(30);
    private const int MostDoublings = 5;

    /// <summary>All replicas, this client's first choice first.</summary>
    public ImmutableArray<ReplicaStanding> Ranked { get; private init; } = [];

    /// <summary>All replicas, in the order of the endpoints.</summary>
    public ImmutableArray<ReplicaAddress> Replicas { get; private init; } = [];

    /// <summary>The one that answered last and has not failed since; null: none.</summary>
    public ReplicaAddress? Current { get; private init; }

    /// <summary>When any of them last failed.</summary>
    public TimeSpan QuietSince { get; private init; }

    /// <summary>The one to ask: the current one while it answers, else the first of those that are not avoided, else the one that is avoided the shortest.</summary>
    /// <returns>Null: every one is in <paramref name="except"/>.</returns>
    public ReplicaAddress? Pick(TimeSpan now, params IReadOnlyCollection<ReplicaAddress> except)
    {
        if (Current is { } current && !except.Contains(current))
            return current;

        return Ranked.Where(standing => !except.Contains(standing.Replica))
            .OrderBy(standing => standing.AvoidedUntil > now ? standing.AvoidedUntil : TimeSpan.Zero) // stable: equals stay in this client's order
            .FirstOrDefault()?.Replica;
    }

    /// <summary>This client's own first choice, if it uses another one although none has failed for a while; else null.</summary>
    public ReplicaAddress? FindWayHome(TimeSpan now, TimeSpan quiet) =>
        Current is { } current && Ranked[0].Replica is var home && home != current && now - QuietSince >= quiet ? home : null;

    /// <summary>It answered. It becomes the current one only where there is none: an answer to a hedge is no reason to move.</summary>
    public ReplicaTable Answered(ReplicaAddress replica) => Update(replica, standing => standing with { Failures = 0, AvoidedUntil = TimeSpan.Zero }) with
    {
        Current = Current is null && Has(replica) ? replica : Current,
    };

    /// <summary>It failed, and is avoided for a time that grows with each failure, spread by <paramref name="jitter"/>, 0 to 1.</summary>
    public ReplicaTable Failed(ReplicaAddress replica, TimeSpan now, double jitter) => Update(replica, standing =>
    {
        var bound = ShortestAvoidance * (1 << Math.Min(standing.Failures, MostDoublings));
        var avoidance = (bound < LongestAvoidance ? bound : LongestAvoidance) * (0.5 + (jitter / 2));
        return standing with { Failures = standing.Failures + 1, AvoidedUntil = now + avoidance };
    }) with
    {
        Current = Current == replica ? null : Current,
        QuietSince = now,
    };

    /// <summary>It is used from now on.</summary>
    public ReplicaTable MovedTo(ReplicaAddress replica) => Has(replica) ? this with { Current = replica } : this;

    /// <summary>These are all replicas that there are; what is known of those that stay is kept.</summary>
    public ReplicaTable With(ImmutableArray<ReplicaAddress> replicas)
    {
        var known = Ranked.ToDictionary(standing => standing.Replica);
        return this with
        {
            Replicas = replicas,
            Ranked =
            [
                .. replicas.OrderByDescending(replica => Rendezvous.Weight(Identity, replica.Address.ToString()))
                    .Select(replica => known.GetValueOrDefault(replica) ?? new ReplicaStanding(replica, 0, TimeSpan.Zero)),
            ],
            Current = Current is { } current && replicas.Contains(current) ? current : null,
        };
    }

    private bool Has(ReplicaAddress replica) => Replicas.Contains(replica);

    private ReplicaTable Update(ReplicaAddress replica, Func<ReplicaStanding, ReplicaStanding> change) =>
        this with { Ranked = [.. Ranked.Select(standing => standing.Replica == replica ? change(standing) : standing)] };
}
