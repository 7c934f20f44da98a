namespace ActorNet.Netlink.Wire;

/// <summary>NDA_ attributes (<c>linux/neighbour.h</c>).</summary>
internal static class NeighbourAttribute
{
    public const ushort Destination = 1;
    public const ushort LinkLayerAddress = 2;
    public const ushort Vlan = 5;
    public const ushort Port = 6;
    public const ushort Vni = 7;
    public const ushort LinkIndex = 8;
    public const ushort Master = 9;
    public const ushort Protocol = 12;
}
