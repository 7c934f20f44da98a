using Akka.Cluster;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>Which members of the cluster have not been announced in etcd for too long. Times are in one unit of any kind.</summary>
/// <param name="self">Who judges.</param>
/// <param name="patience">How long is too long.</param>
internal sealed class UnannouncedMembers(UniqueAddress self, long patience)
{
    private Dictionary<UniqueAddress, long> missingSince = [];

    /// <summary>etcd did not answer: whoever is not there then may only be as late as this node.</summary>
    public void Forget() => missingSince = [];

    /// <summary>Takes in what etcd has at a moment, and says who is overdue.</summary>
    /// <param name="members">Who is up.</param>
    /// <param name="announced">Who is announced.</param>
    /// <param name="now">The moment.</param>
    public IReadOnlyList<UniqueAddress> Take(IEnumerable<UniqueAddress> members, IEnumerable<ClusterNode> announced, long now)
    {
        var there = announced.Select(node => (node.Address, node.Uid)).ToHashSet();
        if (!IsThere(self))
        {
            Forget();
            return [];
        }

        missingSince = members.Where(member => !IsThere(member)).ToDictionary(member => member, member => missingSince.GetValueOrDefault(member, now));
        return [.. missingSince.Where(pair => now - pair.Value >= patience).Select(pair => pair.Key)];

        bool IsThere(UniqueAddress member) => there.Contains((member.Address.ToString(), member.Uid));
    }
}
