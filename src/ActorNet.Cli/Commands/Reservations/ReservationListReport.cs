using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary>Reservations, one a row.</summary>
internal sealed class ReservationListReport(IReadOnlyList<Reservation> reservations, long revision, DateTimeOffset now) : IReport
{
    private static readonly string[] Headers = ["POOL", "NAME", "CIDR", "NODE", "STATE", "DRAIN", "HELD BY", "AGE", "REASON"];

    public JsonNode ToJson() => new JsonObject
    {
        ["reservations"] = ProtoJson.ToArray(reservations),
        ["revision"] = ProtoJson.ToNode(revision),
    };

    public IEnumerable<Section> ToSections() => [new Section.Table(Headers, [.. reservations.Select(ToRow)], "There are no reservations.")];

    private string[] ToRow(Reservation reservation) =>
    [
        reservation.Pool,
        reservation.Name,
        reservation.Cidr,
        reservation.NodeId,
        reservation.State.Words(),
        reservation.DrainText(),
        reservation.HolderText(),
        reservation.CreateTime.Age(now),
        reservation.Reason,
    ];
}
