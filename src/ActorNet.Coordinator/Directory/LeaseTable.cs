using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// One pool's leases in the order of their nodes. Persistent: an old table stays as it was and shares all but the path to a change with the
/// new one, so a listing can be served at its revision while leases change. O(log n) per operation, and to begin anywhere.
/// </summary>
internal readonly struct LeaseTable
{
    public static readonly LeaseTable Empty = new([]);

    private readonly ImmutableSortedSet<Row> rows;

    private LeaseTable(ImmutableSortedSet<Row> rows) => this.rows = rows;

    public int Count => rows.Count;

    public bool TryGet(NodeId node, [NotNullWhen(true)] out DirectoryLease? lease)
    {
        var found = rows.TryGetValue(new Row(node, null), out var row);
        lease = found ? row.Lease : null;
        return lease is not null;
    }

    public LeaseTable Set(DirectoryLease lease)
    {
        // A set keeps the row that it has when an equal one is added.
        var row = new Row(lease.Node, lease);
        return new(rows.Remove(row).Add(row));
    }

    public LeaseTable Remove(NodeId node) => new(rows.Remove(new Row(node, null)));

    /// <summary>The leases of the nodes that come after the given one; of all nodes when none is given.</summary>
    public IEnumerable<DirectoryLease> After(NodeId? node) => node is null ? rows.Select(row => row.Lease!) : Behind(node);

    private IEnumerable<DirectoryLease> Behind(NodeId? node)
    {
        for (var index = IndexAfter(node); index < rows.Count; index++)
        {
            yield return rows[index].Lease!;
        }
    }

    private int IndexAfter(NodeId? node)
    {
        if (node is not { } last)
        {
            return 0;
        }

        var index = rows.IndexOf(new Row(last, null));
        return index < 0 ? ~index : index + 1;
    }

    /// <summary>Compared by the node alone; one without a lease is for looking up.</summary>
    private readonly record struct Row(NodeId Node, DirectoryLease? Lease) : IComparable<Row>
    {
        public int CompareTo(Row other) => Node.CompareTo(other.Node);

        public bool Equals(Row other) => Node == other.Node;

        public override int GetHashCode() => Node.GetHashCode();
    }
}
