using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// What two who follow the same leases compare (safety rule 11): how many are held, and the sum modulo 2^64 of their hashes, which does not depend
/// on an order and changes by one hash with one lease.
/// </summary>
/// <param name="Count">How many leases are held, the revoked ones too.</param>
/// <param name="Sum">The sum of <see cref="HashOf"/> over them.</param>
public readonly record struct LeaseDigest(int Count, ulong Sum)
{
    /// <summary>A node's name, an epoch, and of each address family the most subnets with what is being left of them.</summary>
    private const int LongestText = 1024;

    /// <summary>With one more lease.</summary>
    public LeaseDigest Add(ulong hash) => new(Count + 1, unchecked(Sum + hash));

    /// <summary>With one lease less.</summary>
    public LeaseDigest Remove(ulong hash) => new(Count - 1, unchecked(Sum - hash));

    /// <summary>
    /// xxHash64 with seed 0 over <c>node SP epoch SP subnet[,subnet]</c>: <c>node-7 42 10.244.3.0/24,fd00:0:0:3::/64</c>. Never to be changed:
    /// clients of all versions compare it, see <c>LeaseDigest</c> in <c>lease_service.proto</c>.
    /// </summary>
    public static ulong HashOf(NodeId node, Epoch epoch, ImmutableArray<Prefix> subnets)
    {
        Span<char> text = stackalloc char[LongestText];
        Invariant.Require(text.TryWrite($"{node.Value} {epoch.Value} ", out var length), $"the digest's text of {node} is too long");
        for (var index = 0; index < subnets.Length; index++)
        {
            var isWritten = text[length..].TryWrite($"{(index > 0 ? "," : string.Empty)}{subnets[index]}", out var more);
            Invariant.Require(isWritten, $"the digest's text of {node} is too long");
            length += more;
        }

        Span<byte> bytes = stackalloc byte[LongestText];
        return XxHash64.HashToUInt64(bytes[..Encoding.ASCII.GetBytes(text[..length], bytes)]);
    }
}
