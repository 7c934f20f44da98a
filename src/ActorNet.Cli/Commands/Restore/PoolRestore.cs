using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Export;
using ActorNet.Cli.Commands.Flannel;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Restore;

/// <summary>
/// What is made of one exported pool: its settings, its reservations, a pin for each subnet that a node held, so that it finds it again, and a hold on all the rest, where nodes may
/// hold what was granted after the export.
/// </summary>
internal sealed class PoolRestore
{
    /// <summary>How many reservations a pool may have.</summary>
    public const int MaxReservations = 1000;

    private const string Start = "restored-";
    private const string RestStart = "restored-rest-";
    private const int MaxReasonLength = 253;

    private readonly PoolExport _export;
    private readonly List<RestoreStep> _steps = [];
    private readonly HashSet<(string Node, AddressFamily Family)> _pinned = [];

    private PoolRestore(PoolExport export)
    {
        _export = export;
        Pool = Settings(export.Pool);
        Pool.Cordoned = true;
    }

    /// <summary>The pool as it is made: cordoned, until its reservations are there.</summary>
    public Pool Pool { get; }

    /// <summary>Whether it stays cordoned, as it was.</summary>
    public bool StaysCordoned => _export.Pool.Cordoned;

    /// <summary>What is reserved in it.</summary>
    public IReadOnlyList<RestoreStep> Steps => _steps;

    /// <summary>How long a node may believe in a lease that the service does not know any more: the time to live and the service's grace.</summary>
    public TimeSpan LongestBelief => Pool.TimeToLive.ToTimeSpan() is var timeToLive && timeToLive / 100 > TimeSpan.FromSeconds(5) ? timeToLive * 1.01 : timeToLive + TimeSpan.FromSeconds(5);

    public static PoolRestore Of(PoolExport export)
    {
        var restore = new PoolRestore(export);
        restore.AddLeases();
        restore.AddReservations();
        restore.AddRest();
        return restore;
    }

    /// <summary>Whether a reservation withholds what nodes may have that were granted a lease after the export.</summary>
    public static bool IsRest(Reservation reservation) => reservation.Name.StartsWith(RestStart, StringComparison.Ordinal);

    /// <summary>A pool's settings alone, as they can be compared: nothing that is output only, and whether it is cordoned counts for nothing.</summary>
    public static Pool Settings(Pool pool)
    {
        var settings = pool.Clone();
        (settings.Generation, settings.CreateTime, settings.Revision, settings.Usage, settings.Version, settings.Closing, settings.Cordoned) = (0, null, 0, null, 0, false, false);
        return settings;
    }

    private void AddLeases()
    {
        // A reservation pins one subnet of a family to a node: the one that it got first. What it is leaving comes last: where it goes to is what it gets.
        var held = _export.Leases.Where(lease => lease.State != LeaseState.Quarantined)
            .SelectMany(lease => lease.Subnets.Select((subnet, index) => (Lease: lease, Subnet: Prefix.Parse(subnet), IsLeft: lease.Leaving.Contains(subnet), Place: index)))
            .OrderBy(one => one.IsLeft).ThenBy(one => one.Place).ThenBy(one => one.Subnet);
        foreach (var (lease, subnet, isLeft, _) in held)
        {
            // Pinned to it already, under a name of the operator's.
            if (!isLeft && _export.Reservations.Any(reservation => reservation.NodeId == lease.NodeId && reservation.Cidr == subnet.ToString()))
                continue;

            var problem = isLeft ? "it was leaving it"
                : lease.State == LeaseState.Revoked ? "its lease was taken back, and it may believe in it still"
                : IsOffered(subnet) ? null
                : "the pool does not offer that length";
            if (problem is null && !_pinned.Add((lease.NodeId, subnet.Family)))
                problem = "it has another one of that address family";
            Add($"{Start}{FlannelKey.PlainName(subnet)}", subnet, problem is null ? lease.NodeId : "", $"node {lease.NodeId} had it, epoch {lease.Epoch}", problem is null ? "" : $"for nobody: {problem}");
        }
    }

    /// <summary>The exported ones, without what nodes held inside of them: reservations are disjoint.</summary>
    private void AddReservations()
    {
        foreach (var reservation in _export.Reservations)
        {
            var range = Prefix.Parse(reservation.Cidr);
            var parts = PrefixSets.Subtract(range, [.. _steps.Select(step => Prefix.Parse(step.Reservation.Cidr)).Where(range.Overlaps)]);
            if (parts is [var whole] && whole == range && (reservation.NodeId.Length == 0 || _pinned.Add((reservation.NodeId, range.Family))))
            {
                var same = reservation.Clone();
                (same.CreateTime, same.Number, same.State, same.HolderCount, same.Revision) = (null, 0, ReservationState.Unspecified, 0, 0);
                same.Holders.Clear();
                _steps.Add(new RestoreStep(same, ""));
                continue;
            }

            foreach (var part in parts)
                Add($"{Start}{FlannelKey.PlainName(part)}", part, "", $"reservation {reservation.Name}: {reservation.Reason}", $"a part of reservation {reservation.Name}, in which nodes held subnets or whose node has another one");
        }
    }

    private void AddRest()
    {
        var kept = _steps.Select(step => Prefix.Parse(step.Reservation.Cidr)).ToList();
        foreach (var part in Pool.Cidrs.Select(Prefix.Parse).SelectMany(cidr => PrefixSets.Subtract(cidr, [.. kept.Where(cidr.Overlaps)])))
            Add($"{RestStart}{FlannelKey.PlainName(part)}", part, "", "nodes may hold what was granted after the export", "until no node can believe in a lease that was granted after the export");
    }

    private bool IsOffered(Prefix subnet)
    {
        var (length, range) = subnet.Family == AddressFamily.InterNetwork ? (Pool.Ipv4PrefixLength, Pool.Ipv4PrefixLengthRange) : (Pool.Ipv6PrefixLength, Pool.Ipv6PrefixLengthRange);
        return range is null ? subnet.Length == length : subnet.Length >= range.Shortest && subnet.Length <= range.Longest;
    }

    private void Add(string name, Prefix range, string nodeId, string reason, string explanation) => _steps.Add(new RestoreStep(
        new Reservation
        {
            Name = name,
            Pool = Pool.Name,
            Cidr = range.ToString(),
            NodeId = nodeId,
            Reason = reason.Length <= MaxReasonLength ? reason : reason[..MaxReasonLength],
        },
        explanation));
}
