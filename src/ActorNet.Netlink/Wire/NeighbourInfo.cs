using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

/// <summary>
/// <c>struct ndmsg</c>, the header of neighbours and, with the family AF_BRIDGE, of FDB entries (<c>linux/neighbour.h</c>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourInfo
{
    public byte Family;
    public byte Padding1;
    public ushort Padding2;
    public int LinkIndex;
    public NeighbourState State;
    public NeighbourFlags Flags;
    public byte Type;
}
