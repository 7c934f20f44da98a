using System.Text.Json.Nodes;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Who has what on both sides, and what is not as it must be.</summary>
internal sealed class FlannelStatusReport(MirrorView view, IReadOnlyList<MirrorAction> actions, IReadOnlyList<MirrorFinding> findings) : IReport
{
    private static readonly string[] Headers = ["SUBNET", "ADDRESS", "BACKEND", "WHOSE", "RESERVED AS"];

    public JsonNode ToJson() => new JsonObject
    {
        ["leases"] = new JsonArray([.. view.Flannel.Entries.Select(entry => (JsonNode)new JsonObject
        {
            ["subnets"] = new JsonArray([.. entry.Subnets.Select(subnet => (JsonNode)subnet.ToString())]),
            ["address"] = entry.Lease.Address?.ToString(),
            ["backend"] = entry.Lease.BackendType,
            ["owner"] = Owner(entry),
            ["reservation"] = ReservationOf(entry),
        })]),
        ["pending"] = new JsonArray([.. actions.Select(action => (JsonNode)action.Text)]),
        ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject { ["code"] = finding.Code, ["message"] = finding.Message })]),
    };

    public IEnumerable<Section> ToSections() =>
    [
        new Section.Table(Headers, [.. view.Flannel.Entries.Select(ToRow)], "flannel has no leases."),
        .. actions.Select(action => new Section.Line($"A mirror would: {action.Text}")),
        .. findings.Select(finding => new Section.Line($"{finding.Code}: {finding.Message}")),
    ];

    private string[] ToRow(FlannelEntry entry) =>
        [string.Join(' ', entry.Subnets), $"{entry.Lease.Address}", entry.Lease.BackendType, Owner(entry), ReservationOf(entry)];

    private static string Owner(FlannelEntry entry) => entry.Lease.Mark is not { } mark ? "flannel"
        : mark.IsReturned ? $"{mark.Node}, given back"
        : mark.Epoch > 0 ? $"{mark.Node}, epoch {mark.Epoch}" : $"{mark.Node}, no lease";

    private string ReservationOf(FlannelEntry entry) =>
        string.Join(' ', entry.Subnets.Select(subnet => view.FindReservation(subnet)?.Reservation.Name).OfType<string>().Distinct());
}
