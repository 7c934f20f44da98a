using System.Net.Sockets;
using System.Net;
using System.Runtime.InteropServices;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>RTM_NEWADDR, RTM_DELADDR and RTM_GETADDR: <c>struct ifaddrmsg</c> and IFA_ attributes (<c>linux/if_addr.h</c>).</summary>
internal static class AddressMessage
{
    private const ushort AddressAttribute = 1;
    private const ushort LocalAttribute = 2;
    private const ushort LabelAttribute = 3;
    private const ushort BroadcastAttribute = 4;
    private const ushort LifetimesAttribute = 6;
    private const ushort FlagsAttribute = 8;
    private const ushort MetricAttribute = 9;

    private const uint Forever = uint.MaxValue;

    [StructLayout(LayoutKind.Sequential)]
    internal struct AddressInfo
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public RouteScope Scope;
        public int LinkIndex;
    }

    /// <summary><c>struct ifa_cacheinfo</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Lifetimes
    {
        public uint Preferred;
        public uint Valid;
        public uint Created;
        public uint Updated;
    }

    public static Query<Address> List(int linkIndex, AddressFamily family) => new(
        "address list",
        MessageType.GetAddress,
        new MessageWriter().Struct(new AddressInfo { Family = AddressCodec.Family(family), LinkIndex = linkIndex }).ToBody(),
        Parse);

    public static ReadOnlyMemory<byte> ForChange(Address address)
    {
        var writer = new MessageWriter().Struct(new AddressInfo
        {
            Family = AddressCodec.Family(address.Local),
            PrefixLength = checked((byte)address.PrefixLength),
            Flags = (byte)address.Flags,
            Scope = address.Scope,
            LinkIndex = address.LinkIndex,
        });
        writer.Address(LocalAttribute, address.Local)
            .Address(AddressAttribute, address.Peer ?? address.Local)
            .U32(FlagsAttribute, (uint)address.Flags);
        if (address.Broadcast is { } broadcast)
            writer.Address(BroadcastAttribute, broadcast);
        if (address.Label is { } label)
            writer.Text(LabelAttribute, label);
        if (address.Metric != 0)
            writer.U32(MetricAttribute, address.Metric);
        if (address.ValidLifetime is not null || address.PreferredLifetime is not null)
        {
            var lifetimes = new Lifetimes { Preferred = Seconds(address.PreferredLifetime), Valid = Seconds(address.ValidLifetime) };
            writer.Bytes(LifetimesAttribute, MemoryMarshal.AsBytes(new ReadOnlySpan<Lifetimes>(in lifetimes)));
        }

        return writer.ToBody();
    }

    /// <summary>Null for a family other than IPv4 and IPv6.</summary>
    public static Address? Parse(ReadOnlySpan<byte> body)
    {
        var info = MessageBody.Header<AddressInfo>(body, out var rest);
        if (info.Family is not (AddressCodec.FamilyInterNetwork or AddressCodec.FamilyInterNetworkV6))
            return null;

        // IFA_ADDRESS is the address, unless there is an IFA_LOCAL: then it is the peer, which equals it on most links.
        IPAddress? local = null;
        IPAddress? other = null;
        var address = new Address
        {
            LinkIndex = info.LinkIndex,
            Local = IPAddress.None,
            PrefixLength = info.PrefixLength,
            Scope = info.Scope,
            Flags = (AddressFlags)info.Flags,
        };
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            switch (attribute.Type)
            {
                case LocalAttribute:
                    local = attribute.Address();
                    break;
                case AddressAttribute:
                    other = attribute.Address();
                    break;
                case LabelAttribute:
                    address = address with { Label = attribute.Text() };
                    break;
                case BroadcastAttribute:
                    address = address with { Broadcast = attribute.Address() };
                    break;
                case FlagsAttribute:
                    address = address with { Flags = (AddressFlags)attribute.U32() };
                    break;
                case MetricAttribute:
                    address = address with { Metric = attribute.U32() };
                    break;
                case LifetimesAttribute:
                    var lifetimes = attribute.Struct<Lifetimes>();
                    address = address with { PreferredLifetime = Time(lifetimes.Preferred), ValidLifetime = Time(lifetimes.Valid) };
                    break;
            }
        }

        return address with
        {
            Local = local ?? other ?? throw NetlinkException.Malformed("an address message without an address"),
            Peer = local is null || other is null || other.Equals(local) ? null : other,
        };
    }

    private static uint Seconds(TimeSpan? lifetime) => lifetime is { } time ? checked((uint)time.TotalSeconds) : Forever;

    private static TimeSpan? Time(uint seconds) => seconds == Forever ? null : TimeSpan.FromSeconds(seconds);
}
