using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Shards;

/// <summary>Whose quarantined subnet an address is in.</summary>
internal sealed class QuarantineIndex
{
    private readonly Dictionary<Prefix, NodeId> nodes = [];
    private readonly SortedSet<Prefix> subnets = [];

    public void Add(Prefix subnet, NodeId node)
    {
        nodes.Add(subnet, node);
        subnets.Add(subnet);
    }

    public void Remove(Prefix subnet)
    {
        nodes.Remove(subnet);
        subnets.Remove(subnet);
    }

    /// <summary>The nodes whose subnets share an address with the prefix, each once for every subnet.</summary>
    public IEnumerable<NodeId> Overlapping(Prefix prefix)
    {
        for (var ancestor = prefix; ancestor.Length > 0;)
        {
            ancestor = ancestor.Parent;
            if (nodes.TryGetValue(ancestor, out var node))
            {
                return [node];
            }
        }

        var last = prefix.LastAddress;
        var upper = Prefix.Create(last, last.GetAddressBytes().Length * 8);
        return [.. subnets.GetViewBetween(prefix, upper).Select(subnet => nodes[subnet])];
    }
}
