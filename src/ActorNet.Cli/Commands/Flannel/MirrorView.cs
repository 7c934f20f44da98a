using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>What both sides have. flannel's side is read first: whatever it says of a subnet, ours says later.</summary>
internal sealed class MirrorView
{
    public MirrorView(FlannelState flannel, IEnumerable<FlannelNetwork> networks, Pool pool, IReadOnlyList<Reservation> reservations, IReadOnlyList<Lease> leases)
    {
        (Flannel, Pool, Leases) = (flannel, pool, leases);
        Cidrs = [.. pool.Cidrs.Select(Prefix.Parse)];
        Reservations = [.. reservations.Select(reservation => new ReservedRange(Prefix.Parse(reservation.Cidr), reservation))];
        Range = [.. networks.SelectMany(network => network.Families).Distinct()
            .SelectMany(family => PrefixSets.Intersect(PrefixCover.Of(family.Network, family.First, family.Last), Cidrs)).Distinct()];
        OwnLeases = [.. leases.Where(lease => !FlannelNames.IsHolder(lease.NodeId)).Select(lease => new HeldSubnets([.. lease.Subnets.Select(Prefix.Parse)], lease))];
    }

    public FlannelState Flannel { get; }

    public Pool Pool { get; }

    public IReadOnlyList<Prefix> Cidrs { get; }

    /// <summary>What a flanneld may pick from that the pool has as well.</summary>
    public IReadOnlyList<Prefix> Range { get; }

    public IReadOnlyList<ReservedRange> Reservations { get; }

    public IReadOnlyList<Lease> Leases { get; }

    /// <summary>What nodes hold on which an agent runs.</summary>
    public IReadOnlyList<HeldSubnets> OwnLeases { get; }

    public IEnumerable<FlannelEntry> Ours => Flannel.Entries.Where(entry => entry.IsOurs(Pool.Name));

    public IEnumerable<FlannelEntry> Flannels => Flannel.Entries.Where(entry => entry.IsFlannels);

    public bool IsInRange(Prefix subnet) => Range.Any(range => range.Overlaps(subnet));

    public bool IsInPool(Prefix subnet) => Cidrs.Any(cidr => cidr.Contains(subnet));

    public ReservedRange? FindReservation(Prefix subnet) => Reservations.FirstOrDefault(reservation => reservation.Range.Overlaps(subnet));

    public Lease? FindLease(string nodeId) => Leases.FirstOrDefault(lease => lease.NodeId == nodeId);

    /// <summary>Why a subnet cannot be a node's in the pool; null where it can.</summary>
    public string? FindLengthProblem(Prefix subnet)
    {
        var (length, range) = subnet.Family == AddressFamily.InterNetwork
            ? (Pool.Ipv4PrefixLength, Pool.Ipv4PrefixLengthRange)
            : (Pool.Ipv6PrefixLength, Pool.Ipv6PrefixLengthRange);
        var (shortest, longest) = range is null ? (length, length) : (range.Shortest, range.Longest);
        return subnet.Length >= shortest && subnet.Length <= longest ? null
            : shortest == longest ? $"the pool's subnets are /{shortest}"
            : $"the pool's subnets are /{shortest} to /{longest}";
    }

    /// <summary>Whether a node that an agent runs on is the one that flannel knows by an address.</summary>
    public static bool IsSameNode(Lease lease, FlannelEntry entry) =>
        (entry.Lease.PublicIp is { } ipv4 && IsSame(lease.Attributes?.PublicIpv4, ipv4)) || (entry.Lease.PublicIpv6 is { } ipv6 && IsSame(lease.Attributes?.PublicIpv6, ipv6));

    private static bool IsSame(string? text, IPAddress address) => IPAddress.TryParse(text, out var other) && other.Equals(address);
}
