using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Shards;

/// <summary>Whose quarantined subnet an address is in.</summary>
internal sealed class QuarantineIndex
{
    private readonly Dictionary<Prefix, NodeId> nodes = [];
    private readonly SortedSet<Prefix> subnets = [];
    private readonly SortedDictionary<int, int> counts = [];

    public void Add(Prefix subnet, NodeId node)
    {
        nodes.Add(subnet, node);
        subnets.Add(subnet);
        counts[subnet.Length] = counts.GetValueOrDefault(subnet.Length) + 1;
    }

    public void Remove(Prefix subnet)
    {
        if (nodes.Remove(subnet))
        {
            subnets.Remove(subnet);
            if (--counts[subnet.Length] == 0)
            {
                counts.Remove(subnet.Length);
            }
        }
    }

    /// <summary>The nodes whose subnets share an address with the prefix, each once for every subnet.</summary>
    public IEnumerable<NodeId> Overlapping(Prefix prefix)
    {
        // There are few lengths, and many that a prefix could be a part of.
        foreach (var length in counts.Keys)
        {
            if (length < prefix.Length && nodes.TryGetValue(prefix.Ancestor(length), out var node))
            {
                return [node];
            }
        }

        var last = prefix.LastAddress;
        var upper = Prefix.Create(last, last.GetAddressBytes().Length * 8);
        return [.. subnets.GetViewBetween(prefix, upper).Select(subnet => nodes[subnet])];
    }
}
