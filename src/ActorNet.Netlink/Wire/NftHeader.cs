using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

/// <summary><c>struct nfgenmsg</c> (<c>linux/netfilter/nfnetlink.h</c>). The resource is in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NftHeader(NftFamily Family, byte Version, ushort Resource)
{
    public static NftHeader For(NftFamily family) => new(family, 0, 0);

    /// <summary>Of the messages around a transaction: the resource is the subsystem.</summary>
    public static NftHeader ForBatch() =>
        new(NftFamily.Unspecified, 0, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(NftMessageType.Subsystem) : NftMessageType.Subsystem);
}
