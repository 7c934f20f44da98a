using Akka.Actor;
using Akka.Cluster;
using Akka.Coordination;
using Akka.Coordination.Etcd;

namespace ActorNet.Coordinator.Cluster;

/// <summary>
/// The lease that the split-brain resolver decides by: of a side of a split, not of one replica. The resolver lets whoever leads a side ask, once, and
/// ends the side when somebody else holds the lease. That somebody can be on the same side: the leader before, who has just decided about another
/// lost replica and keeps the lease for a while. Then this side has it already.
/// </summary>
/// <param name="settings">Those of <see cref="EtcdLease"/>.</param>
/// <param name="system">The actor system.</param>
public sealed class SideLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    private readonly EtcdLease own = new(settings, system);
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(null);

    /// <inheritdoc/>
    public override async Task<bool> Acquire(Action<Exception>? leaseLostCallback) =>
        await IsOnThisSideAsync() || await own.Acquire(leaseLostCallback) || await IsOnThisSideAsync();

    /// <inheritdoc/>
    public override Task<bool> Release() => own.Release();

    /// <inheritdoc/>
    public override bool CheckLease() => own.CheckLease();

    private async Task<bool> IsOnThisSideAsync()
    {
        var holder = await own.ReadOwnerAsync();
        var state = cluster.State;
        return holder is not null && state.Members
            .Where(member => member.Status == MemberStatus.Up && !member.UniqueAddress.Equals(cluster.SelfUniqueAddress) && !state.Unreachable.Contains(member))
            .Any(member => member.Address.HostPort() == holder);
    }
}
