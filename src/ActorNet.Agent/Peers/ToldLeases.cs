using System.IO.Hashing;
using System.Text;
using ActorNet.Agent.Identity;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Peers;

/// <summary>
/// The digest of all leases that the coordinator has told of, also those that are refused here: what it compares with its own says whether the
/// stream has lost anything (<c>safety.md</c> rule 11).
/// </summary>
internal sealed class ToldLeases
{
    private readonly Dictionary<string, ulong> _hashes = new(StringComparer.Ordinal);
    private ulong _sum;

    /// <summary>How many leases were told of and are held.</summary>
    public int Count => _hashes.Count;

    /// <summary>Takes what was told of a lease. What has no node's name is no lease, and could be a name of any length.</summary>
    public void Take(Lease lease, bool isHeld)
    {
        if (!NodeId.HasForm(lease.NodeId))
            return;

        if (_hashes.Remove(lease.NodeId, out var before))
            _sum = unchecked(_sum - before);
        if (!isHeld)
            return;

        var hash = HashOf(lease);
        _hashes.Add(lease.NodeId, hash);
        _sum = unchecked(_sum + hash);
    }

    /// <summary>Whether it is what the coordinator has; true where it does not say.</summary>
    public bool Agrees(LeaseDigest? digest) => digest is null || (digest.LeaseCount == _hashes.Count && digest.HashSum == _sum);

    /// <summary>As the contract says at <c>LeaseDigest.hash_sum</c>.</summary>
    public static ulong HashOf(Lease lease) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{lease.NodeId} {lease.Epoch} {string.Join(',', lease.Subnets)}"));
}
