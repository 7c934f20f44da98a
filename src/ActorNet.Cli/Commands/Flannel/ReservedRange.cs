using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>A reservation and its range.</summary>
internal sealed record ReservedRange(Prefix Range, Reservation Reservation)
{
    /// <summary>The node that it is for, on which an agent runs; null where it is for a flanneld or for nobody.</summary>
    public string? OwnNode => Reservation.NodeId.Length > 0 && !FlannelNames.IsHolder(Reservation.NodeId) ? Reservation.NodeId : null;

    /// <summary>Whether nobody gets it.</summary>
    public bool IsHold => Reservation.NodeId.Length == 0;
}
