using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.History;

/// <summary>Who held an address, one subnet a row; those that were only kept for somebody come last.</summary>
internal sealed class WhoisReport(string address, LookupAddressResponse answer) : IReport
{
    private static readonly string[] Headers = ["SUBNET", "NODE", "POOL", "EPOCH", "STATE", "SINCE", "UNTIL", "ENDED", "BY", "REASON"];
    private static readonly string[] WideHeaders = ["GENERATION", "REVOKED", "KEPT UNTIL", "REQUEST"];

    public JsonNode ToJson() => ProtoJson.ToNode(answer);

    public IEnumerable<Section> ToSections()
    {
        if (answer.Tenures.Count == 0)
            yield return new Section.Line($"Nobody held {address} at {answer.Time.Utc()}.");

        if (answer.Tenures.Count + answer.Quarantined.Count > 0)
            yield return new Section.Table(Headers, [.. answer.Tenures.Concat(answer.Quarantined).Select(ToRow)], "");
    }

    public IEnumerable<Section> ToWideSections()
    {
        if (answer.Tenures.Count == 0)
            yield return new Section.Line($"Nobody held {address} at {answer.Time.Utc()}.");

        if (answer.Tenures.Count + answer.Quarantined.Count > 0)
            yield return new Section.Table([.. Headers, .. WideHeaders], [.. answer.Tenures.Concat(answer.Quarantined).Select(ToWideRow)], "");

        yield return new Section.Line($"Revision: {answer.Revision}");
    }

    private static string[] ToWideRow(Tenure tenure) =>
    [
        .. ToRow(tenure),
        $"{tenure.PoolGeneration}",
        tenure.RevokeTime.Utc(),
        tenure.QuarantineEndTime.Utc(),
        tenure.RequestId,
    ];

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
