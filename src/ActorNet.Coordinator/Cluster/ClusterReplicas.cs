using ActorNet.Contracts.V1;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Coordinator.Cluster;

/// <summary>The members of the cluster.</summary>
internal sealed class ClusterReplicas(ActorSystem system) : IReplicas
{
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);

    /// <inheritdoc/>
    public IReadOnlyList<Replica> All
    {
        get
        {
            var state = cluster.State;
            var oldest = OldestOf(state);
            return
            [
                .. state.Members.Select(member => new Replica
                {
                    Address = AddressOf(member),
                    Self = member.UniqueAddress.Equals(cluster.SelfUniqueAddress),
                    PoolCoordinator = member.Equals(oldest),
                    Reachable = !state.Unreachable.Contains(member),
                }),
            ];
        }
    }

    /// <inheritdoc/>
    public string? Problem
    {
        get
        {
            var state = cluster.State;
            if (cluster.IsTerminated || cluster.SelfMember.Status != MemberStatus.Up)
            {
                return $"this replica is not in the cluster: it is {cluster.SelfMember.Status.ToString().ToLowerInvariant()}";
            }

            var (all, lost) = (state.Members.Count, state.Unreachable.Count);
            return lost * 2 > all ? $"{lost} of {all} replicas cannot be reached from this one" : null;
        }
    }

    /// <inheritdoc/>
    public bool IsFirst => cluster.SelfMember.Equals(OldestOf(cluster.State));

    /// <summary>How replicas are named.</summary>
    public static string AddressOf(Member member) => $"{member.Address.Host}:{member.Address.Port}";

    /// <summary>Where the pool coordinator runs, or is about to.</summary>
    private static Member? OldestOf(ClusterEvent.CurrentClusterState state) => state.Members
        .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
        .Aggregate(default(Member), (oldest, member) => oldest is null || member.IsOlderThan(oldest) ? member : oldest);
}
