using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorNet.Contracts.V1;

namespace ActorNet.Benchmarks.Watching;

/// <summary>What leases there are, in whatever order: two with the same fingerprint are the same.</summary>
/// <param name="Count">How many.</param>
/// <param name="Digest">The sum of a hash of each.</param>
internal readonly record struct Fingerprint(long Count, ulong Digest)
{
    public static Fingerprint Of(IEnumerable<Lease> leases)
    {
        var (count, digest) = (0L, 0UL);
        foreach (var (node, content) in leases.Select(Observation.Held))
        {
            count++;
            digest += Of(node, content!.Value);
        }

        return new Fingerprint(count, digest);
    }

    /// <summary>One lease's share.</summary>
    public static ulong Of(ulong node, ulong content) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes<ulong>([node, content]));
}
