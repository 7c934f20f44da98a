using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.History;

/// <summary>Who held an address, one subnet a row; those that were only kept for somebody come last.</summary>
internal sealed class WhoisReport(string address, LookupAddressResponse answer) : IReport
{
    private static readonly string[] Headers = ["SUBNET", "NODE", "POOL", "EPOCH", "STATE", "SINCE", "UNTIL", "ENDED", "BY", "REASON"];

    public JsonNode ToJson() => ProtoJson.ToNode(answer);

    public IEnumerable<Section> ToSections()
    {
        if (answer.Tenures.Count == 0)
            yield return new Section.Line($"Nobody held {address} at {answer.Time.Utc()}.");

        if (answer.Tenures.Count + answer.Quarantined.Count > 0)
            yield return new Section.Table(Headers, [.. answer.Tenures.Concat(answer.Quarantined).Select(ToRow)], "");
    }

    private static string[] ToRow(Tenure tenure) =>
    [
        tenure.Subnet,
        tenure.NodeId,
        HistoryText.Pool(tenure.Pool, tenure.PoolGeneration),
        $"{tenure.Epoch}",
        tenure.State.Words(),
        tenure.StartTime.Utc(),
        tenure.EndTime.Utc(),
        tenure.Ending.Words(),
        HistoryText.By(tenure.EndedBy, tenure.RequestId),
        tenure.EndReason,
    ];
}
