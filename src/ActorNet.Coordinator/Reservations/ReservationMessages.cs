using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;
using ActorNet.Coordinator.Directory;
using Google.Protobuf.WellKnownTypes;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Reservations;

/// <summary>Reservations in the words of the contract.</summary>
internal static class ReservationMessages
{
    private const int MostHolders = 20;

    /// <summary>One as the directory shows it.</summary>
    /// <param name="pool">Its pool.</param>
    /// <param name="reserved">The reservation.</param>
    /// <param name="holders">Who is in its way, by the reservation's number.</param>
    public static V1.Reservation From(DirectoryPool pool, DirectoryReservation reserved, ILookup<long, NodeId> holders)
    {
        ImmutableArray<NodeId> nodes = [.. holders[reserved.Reservation.Number]];
        var message = From(pool.Spec.Name, reserved.Reservation);
        message.State = pool.IsInForce(reserved) ? V1.ReservationState.Active : V1.ReservationState.Pending;
        message.Holders.AddRange(nodes.Take(MostHolders).Select(node => node.Value));
        message.HolderCount = nodes.Length;
        message.Revision = reserved.Revision;
        return message;
    }

    /// <summary>One that was just made or changed.</summary>
    public static V1.Reservation From(PoolName pool, Reservation reservation) => new()
    {
        Name = reservation.Name.Value,
        Pool = pool.Value,
        Cidr = reservation.Cidr.ToString(),
        NodeId = reservation.Node?.Value ?? string.Empty,
        Reason = reservation.Reason,
        CreateTime = Timestamp.FromDateTimeOffset(reservation.CreatedAt),
        Number = reservation.Number,
        State = V1.ReservationState.Pending,
        Drain = reservation.Drains,
    };
}
