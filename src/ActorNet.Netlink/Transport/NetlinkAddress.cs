using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Transport;

/// <summary><c>struct sockaddr_nl</c>. Port id 0 is the kernel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkAddress
{
    public const int Size = 12;

    public ushort Family;
    public ushort Padding;
    public uint PortId;
    public uint Groups;
}
