using Akka.Cluster;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>
/// Whether this node's cluster is the smaller part of one that has come apart: a node that stood still for longer than the others waited may
/// take itself for the only one left. Times are in one unit of any kind.
/// </summary>
/// <param name="patience">For how long a node that has died may still be announced.</param>
internal sealed class SeparatedMembers(long patience)
{
    private long? since;

    /// <summary>etcd did not answer: nothing is known of the others.</summary>
    public void Forget() => since = null;

    /// <summary>Takes in what etcd has at a moment, and says whether this node has to leave.</summary>
    /// <param name="members">Who is in this node's cluster, itself included.</param>
    /// <param name="announced">Who is announced.</param>
    /// <param name="now">The moment.</param>
    public bool Take(IEnumerable<UniqueAddress> members, IReadOnlyCollection<ClusterNode> announced, long now)
    {
        var own = members.Select(member => (member.Address.ToString(), member.Uid)).ToHashSet();
        var parts = announced.ToLookup(node => own.Contains((node.Address, node.Uid)), node => node.Address);
        var (here, there) = (parts[true].ToList(), parts[false].ToList());

        // Of two parts of one size that with the lowest address stays: both sides see the same in etcd.
        var isSmaller = here.Count < there.Count || (here.Count == there.Count && string.CompareOrdinal(here.Min(), there.Min()) > 0);
        since = here.Count > 0 && isSmaller ? since ?? now : null;
        return now - since >= patience;
    }
}
