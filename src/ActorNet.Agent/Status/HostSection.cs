using System.Collections.Immutable;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Comparing;

namespace ActorNet.Agent.Status;

/// <summary>The host, as the last pass of the reconciler found it.</summary>
/// <param name="Right">Whether bridge, switches and files are what the lease says; null: the host was not looked at yet.</param>
/// <param name="Bridge">The bridge that is looked after; null: none is.</param>
/// <param name="BridgeAddresses">Its addresses of global scope.</param>
/// <param name="RoutesRight">How many routes to other nodes are as they should be.</param>
/// <param name="RoutesWrong">How many are not, or cannot be made.</param>
/// <param name="OverlayRight">How many entries of the tunnels, neighbours and forwarding, are as they should be.</param>
/// <param name="OverlayWrong">How many are not.</param>
/// <param name="Mended">How often something that was right was changed by somebody else and put back, by kind of object, since the agent started.</param>
/// <param name="Problems">What is not as it should be.</param>
internal sealed record HostSection(
    bool? Right,
    string? Bridge,
    ImmutableArray<string> BridgeAddresses,
    int RoutesRight,
    int RoutesWrong,
    int OverlayRight,
    int OverlayWrong,
    ImmutableSortedDictionary<string, long> Mended,
    ImmutableArray<StandingProblem> Problems) : IStatusSection
{
    private DateTimeOffset Now { get; init; }

    public static HostSection Of(HostObservation? observed, MendedCounts mended, ImmutableArray<StandingProblem> problems, DateTimeOffset now) => new(
        observed?.IsRight,
        observed?.Bridge,
        [.. (observed?.BridgeAddresses ?? []).Select(address => address.ToString())],
        observed?.RoutesRight ?? 0,
        observed?.RoutesWrong ?? 0,
        observed?.OverlayRight ?? 0,
        observed?.OverlayWrong ?? 0,
        Enum.GetValues<ObjectKind>().ToImmutableSortedDictionary(Name, mended.Of, StringComparer.Ordinal),
        problems) { Now = now };

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("host", Right switch { null => "not looked at yet", true => "is what the lease says", false => "is NOT what the lease says" }),
        .. Bridge is null ? [] : new[] { ("bridge", $"{Bridge}: {Wording.Join(BridgeAddresses)}") },
        ("routes", $"{RoutesRight} right, {RoutesWrong} wrong"),
        .. OverlayRight + OverlayWrong == 0 ? [] : new[] { ("tunnels", $"{OverlayRight} entries right, {OverlayWrong} wrong") },
        ("mended", Wording.Join(Mended.Where(kind => kind.Value > 0).Select(kind => $"{kind.Value} {kind.Key}"))),
        .. Problems.Select(problem => ("PROBLEM", $"{problem.Message} (since {Wording.Since(problem.Since, Now)})")),
    ];

    private static string Name(ObjectKind kind) => kind.ToString().ToLowerInvariant();

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_host_right", "1 while bridge, switches and files are what the lease says.", Right == true ? 1 : 0);
        metrics.Gauge("actornet_agent_routes", "Routes to other nodes, by whether they are as they should be.", RoutesRight, ("state", "right"));
        metrics.Gauge("actornet_agent_routes", "", RoutesWrong, ("state", "wrong"));
        metrics.Gauge("actornet_agent_overlay_entries", "Neighbours and forwarding entries of the tunnels, by whether they are as they should be.", OverlayRight, ("state", "right"));
        metrics.Gauge("actornet_agent_overlay_entries", "", OverlayWrong, ("state", "wrong"));
        foreach (var (kind, count) in Mended)
            metrics.Counter("actornet_agent_drift_mended_total", "Things that somebody else has changed and the agent has put back, by kind.", count, ("kind", kind));
        metrics.Gauge("actornet_agent_problems", "What is not as it should be on the host.", Problems.Length);
    }
}
