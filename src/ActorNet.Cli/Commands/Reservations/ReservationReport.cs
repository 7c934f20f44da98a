using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary>One reservation in full, and what is still in its way.</summary>
internal sealed class ReservationReport(Reservation reservation, DateTimeOffset now) : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(reservation);

    public IEnumerable<Section> ToSections()
    {
        yield return new Section.Line($"Reservation {reservation.Name} of pool {reservation.Pool} is there.");
        yield return new Section.Details([.. Properties().Where(property => property.Value.Length > 0)]);
        if (reservation is { HolderCount: > 0, Drain: true })
            yield return new Section.Line("Those who hold a part of it are told to move when they renew, where there is space: 'actornet reservation list' shows how many are left.");
        else if (reservation.HolderCount > 0)
            yield return new Section.Line("Those who hold a part of it keep that for as long as they renew: 'actornet reservation update NAME --drain=true' has them move, 'actornet lease release' takes it back.");
    }

    private IEnumerable<(string Name, string Value)> Properties() =>
    [
        ("CIDR", reservation.Cidr),
        ("Node", reservation.NodeId),
        ("State", reservation.State.Words()),
        ("Drain", reservation.DrainText()),
        ("Held by", reservation.HolderText()),
        ("Reason", reservation.Reason),
        ("Number", $"{reservation.Number}"),
        ("Created", reservation.CreateTime.Moment(now)),
        ("Revision", reservation.Revision > 0 ? $"{reservation.Revision}" : ""),
    ];
}
