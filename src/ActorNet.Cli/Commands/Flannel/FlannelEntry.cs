using ActorNet.Addressing;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>One key among flannel's leases.</summary>
/// <param name="Name">Its last part.</param>
/// <param name="Subnets">The subnets that it names.</param>
/// <param name="Lease">Its value.</param>
/// <param name="ModRevision">When it was last written: what a change is guarded by.</param>
/// <param name="EtcdLease">The etcd lease with which it ends; 0: with none.</param>
internal sealed record FlannelEntry(string Name, IReadOnlyList<Prefix> Subnets, FlannelLease Lease, long ModRevision, long EtcdLease)
{
    /// <summary>Whether a flanneld wrote it.</summary>
    public bool IsFlannels => Lease.Mark is null;

    /// <summary>Whether it says that the subnets are ours, and stays.</summary>
    public bool IsOurs(string pool) => Lease.Mark is { IsReturned: false } mark && mark.Pool == pool;

    /// <summary>Whether it shares an address with a range.</summary>
    public bool Overlaps(Prefix range) => Subnets.Any(subnet => subnet.Overlaps(range));
}
