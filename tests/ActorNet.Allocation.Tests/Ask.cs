using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Allocation.Tests;

/// <summary>Commands, as nodes and operators give them. A node's instance and token follow from its name.</summary>
internal static class Ask
{
    public static Secret128 InstanceOf(string node) => Secret(1, node);

    public static Secret128 TokenOf(string node) => Secret(2, node);

    public static AcquireLease Acquire(string node, params ImmutableArray<string> preferred) =>
        new(new NodeId(node), InstanceOf(node)) { NewToken = TokenOf(node), Preferred = [.. preferred.Select(Prefix.Parse)] };

    public static RenewLease Renew(Lease lease) => new(lease.Node, lease.Instance, lease.Epoch);

    public static ReleaseLease ReleaseByHolder(Lease lease) => new(lease.Node, lease.Epoch) { Instance = lease.Instance };

    public static ReleaseLease ReleaseByOperator(Lease lease, bool nodeIsDown = false) => new(lease.Node, lease.Epoch) { NodeIsDown = nodeIsDown };

    private static Secret128 Secret(byte kind, string node)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData([kind, .. System.Text.Encoding.UTF8.GetBytes(node)]);
        return Secret128.FromBytes(bytes.AsSpan(0, Secret128.Size));
    }
}
