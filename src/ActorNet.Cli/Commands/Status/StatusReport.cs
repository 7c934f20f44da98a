using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Status;

/// <summary>How the replica that answered is, and what it knows of the others.</summary>
internal sealed class StatusReport(GetStatusResponse status, ReplicaAddress answered) : IReport
{
    private static readonly string[] ReplicaHeaders = ["REPLICA", "REACHABLE", "ROLE"];

    public JsonNode ToJson() => ProtoJson.ToNode(status);

    public IEnumerable<Section> ToSections()
    {
        yield return new Section.Details([
            ("Serving", YesNo(status.Serving)),
            ("Endpoint", $"{answered}"),
            ("Version", status.Version),
            ("Uptime", status.Uptime.Roughly()),
            ("Journal", status.Journal.Words()),
            ("Revision", $"{status.Revision}"),
            ("Pools", $"{status.Pools}"),
            ("Leases", $"{status.Leases}"),
        ]);
        if (status.Replicas.Count > 0)
            yield return new Section.Table(ReplicaHeaders, [.. status.Replicas.Select(ToRow)], "");

        foreach (var problem in status.Problems)
            yield return new Section.Line($"Problem: {problem}");

        if (status.Problems.Count == 0)
            yield return new Section.Line("No problems.");
    }

    private static string[] ToRow(Replica replica) =>
    [
        replica.Address,
        YesNo(replica.Reachable),
        string.Join(", ", new[] { replica.Self ? "this one" : "", replica.PoolCoordinator ? "pool coordinator" : "" }.Where(role => role.Length > 0)),
    ];

    private static string YesNo(bool value) => value ? "yes" : "no";
}
