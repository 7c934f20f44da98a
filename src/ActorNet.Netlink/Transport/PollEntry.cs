using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Transport;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Events;
    public short Results;
}
