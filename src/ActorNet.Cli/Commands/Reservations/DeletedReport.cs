using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary>A reservation that has ended, as it was.</summary>
internal sealed class DeletedReport(Reservation reservation) : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(reservation);

    public IEnumerable<Section> ToSections() =>
        [new Section.Line($"Reservation {reservation.Name} of pool {reservation.Pool} is deleted: {reservation.Cidr} is like the rest of the pool.")];
}
