using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Import;

/// <summary>What is to be done so that subnets from elsewhere stay with their nodes: made of the source and of what the pool has.</summary>
internal sealed class ImportPlan
{
    private readonly Pool _pool;
    private readonly Prefix[] _cidrs;
    private readonly IReadOnlyList<ImportedSubnet> _imported;
    private readonly DisjointPrefixes<Reservation> _reservations;
    private readonly DisjointPrefixes<Lease> _leases;
    private readonly Dictionary<(string? Node, AddressFamily Family), int> _subnetsOf;
    private readonly Dictionary<ImportedSubnet, ImportedSubnet> _twins;

    private ImportPlan(IReadOnlyList<ImportedSubnet> imported, Pool pool, IReadOnlyList<Reservation> reservations, IReadOnlyList<Lease> leases)
    {
        (_imported, _pool) = (imported, pool);
        _cidrs = [.. pool.Cidrs.Select(Prefix.Parse)];
        _reservations = new(reservations.Select(reservation => (Prefix.Parse(reservation.Cidr), reservation)));
        _leases = new(leases.SelectMany(lease => lease.Subnets.Select(subnet => (Prefix.Parse(subnet), lease))));
        _subnetsOf = imported.CountBy(subnet => (subnet.NodeId, subnet.Subnet.Family)).ToDictionary();
        _twins = FindTwins(imported);
    }

    /// <summary>A step for each subnet, in the order of the source.</summary>
    /// <param name="imported">The subnets.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="reservations">All reservations of the pool.</param>
    /// <param name="leases">All leases of the pool that are held.</param>
    public static IReadOnlyList<ImportStep> ToImport(
        IReadOnlyList<ImportedSubnet> imported, Pool pool, IReadOnlyList<Reservation> reservations, IReadOnlyList<Lease> leases)
    {
        var plan = new ImportPlan(imported, pool, reservations, leases);
        return [.. plan._imported.Select(plan.StepFor)];
    }

    /// <summary>The way back: what an import of the same source has made is deleted, the rest is left alone.</summary>
    public static IReadOnlyList<ImportStep> ToUndo(IReadOnlyList<ImportedSubnet> imported, IReadOnlyList<Reservation> reservations)
    {
        var numbers = reservations.ToDictionary(reservation => reservation.Name, reservation => reservation.Number, StringComparer.Ordinal);
        return
        [
            .. imported.Select(subnet => numbers.TryGetValue(ReservationName.Of(subnet.Subnet), out var number)
                ? new ImportStep(subnet, ImportStepKind.Delete) { ReservationNumber = number }
                : new ImportStep(subnet, ImportStepKind.Keep, "no import reserved it")),
        ];
    }

    private ImportStep StepFor(ImportedSubnet subnet)
    {
        if (FindProblem(subnet) is { } problem)
            return new ImportStep(subnet, ImportStepKind.Conflict, problem);
        if (_reservations.FindOverlapping(subnet.Subnet) is var (cidr, reservation))
        {
            return cidr == subnet.Subnet && reservation.NodeId == (subnet.NodeId ?? "")
                ? new ImportStep(subnet, ImportStepKind.Keep, $"reservation {reservation.Name}")
                : new ImportStep(subnet, ImportStepKind.Conflict, $"reservation {reservation.Name} has {cidr}{HolderOf(reservation)}");
        }

        if (_leases.FindOverlapping(subnet.Subnet) is var (held, lease))
        {
            return held == subnet.Subnet && lease.NodeId == subnet.NodeId
                ? new ImportStep(subnet, ImportStepKind.Keep, "the node has it")
                : new ImportStep(subnet, ImportStepKind.Conflict, $"node {lease.NodeId} holds {held}");
        }

        return new ImportStep(subnet, ImportStepKind.Reserve, subnet.NodeId is null ? "for nobody: its node id is not known" : "");
    }

    private string? FindProblem(ImportedSubnet subnet)
    {
        if (!_cidrs.Any(cidr => cidr.Contains(subnet.Subnet)))
            return $"it is outside the pool, {string.Join(", ", _cidrs)}";
        if (_twins.TryGetValue(subnet, out var twin))
            return $"the source also has {twin.Subnet} for {twin.Origin}";
        if (subnet.NodeId is not { } node)
            return null; // It need not be a subnet that the pool would give.

        return _subnetsOf[(node, subnet.Subnet.Family)] > 1
            ? $"the source has several subnets of one address family for node {node}"
            : FindLengthProblem(subnet.Subnet);
    }

    private string? FindLengthProblem(Prefix subnet)
    {
        var (length, range) = subnet.Family == AddressFamily.InterNetwork
            ? (_pool.Ipv4PrefixLength, _pool.Ipv4PrefixLengthRange)
            : (_pool.Ipv6PrefixLength, _pool.Ipv6PrefixLengthRange);
        var (shortest, longest) = range is null ? (length, length) : (range.Shortest, range.Longest);
        return subnet.Length >= shortest && subnet.Length <= longest ? null
            : shortest == longest ? $"the pool's subnets are /{shortest}"
            : $"the pool's subnets are /{shortest} to /{longest}";
    }

    /// <summary>Those of the source that share addresses with another one of it, each with one of these.</summary>
    private static Dictionary<ImportedSubnet, ImportedSubnet> FindTwins(IReadOnlyList<ImportedSubnet> imported)
    {
        var twins = new Dictionary<ImportedSubnet, ImportedSubnet>(ReferenceEqualityComparer.Instance);
        ImportedSubnet? widest = null;

        // In order, one that shares addresses with any before it lies inside the last that lies inside no other.
        foreach (var subnet in imported.OrderBy(subnet => subnet.Subnet))
        {
            if (widest is null || !widest.Subnet.Contains(subnet.Subnet))
            {
                widest = subnet;
                continue;
            }

            twins[subnet] = widest;
            twins.TryAdd(widest, subnet);
        }

        return twins;
    }

    private static string HolderOf(Reservation reservation) => reservation.NodeId.Length > 0 ? $" for node {reservation.NodeId}" : "";
}
