using System.Collections.Immutable;
using ActorNet.Agent.DataPlane;

namespace ActorNet.Agent.Status;

/// <summary>The host, as the last pass of the reconciler found it.</summary>
/// <param name="Right">Whether bridge, switches and files are what the lease says; null: the host was not looked at yet.</param>
/// <param name="Bridge">The bridge that is looked after; null: none is.</param>
/// <param name="BridgeAddresses">Its addresses of global scope.</param>
/// <param name="RoutesRight">How many routes to other nodes are as they should be.</param>
/// <param name="RoutesWrong">How many are not, or cannot be made.</param>
/// <param name="Changes">How many changes the agent has made to the kernel since it started, by kind of object: drift that was mended, and what a change of lease or nodes needed.</param>
/// <param name="Problems">What is not as it should be.</param>
internal sealed record HostSection(
    bool? Right,
    string? Bridge,
    ImmutableArray<string> BridgeAddresses,
    int RoutesRight,
    int RoutesWrong,
    ImmutableSortedDictionary<string, long> Changes,
    ImmutableArray<StandingProblem> Problems) : IStatusSection
{
    private DateTimeOffset Now { get; init; }

    public static HostSection Of(HostObservation? observed, ImmutableSortedDictionary<string, long> changes, ImmutableArray<StandingProblem> problems, DateTimeOffset now) => new(
        observed?.IsRight,
        observed?.Bridge,
        [.. (observed?.BridgeAddresses ?? []).Select(address => address.ToString())],
        observed?.RoutesRight ?? 0,
        observed?.RoutesWrong ?? 0,
        changes,
        problems) { Now = now };

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("host", Right switch { null => "not looked at yet", true => "is what the lease says", false => "is NOT what the lease says" }),
        .. Bridge is null ? [] : new[] { ("bridge", $"{Bridge}: {Wording.Join(BridgeAddresses)}") },
        ("routes", $"{RoutesRight} right, {RoutesWrong} wrong"),
        ("changes", Wording.Join(Changes.Select(change => $"{change.Value} {change.Key}"))),
        .. Problems.Select(problem => ("PROBLEM", $"{problem.Message} Since {Wording.Since(problem.Since, Now)}")),
    ];

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_host_right", "1 while bridge, switches and files are what the lease says.", Right == true ? 1 : 0);
        metrics.Gauge("actornet_agent_routes", "Routes to other nodes, by whether they are as they should be.", RoutesRight, ("state", "right"));
        metrics.Gauge("actornet_agent_routes", "", RoutesWrong, ("state", "wrong"));
        foreach (var (kind, count) in Changes)
            metrics.Counter("actornet_agent_host_changes_total", "Changes made to the kernel, by kind of object.", count, ("kind", kind));
        metrics.Gauge("actornet_agent_problems", "What is not as it should be on the host.", Problems.Length);
    }
}
