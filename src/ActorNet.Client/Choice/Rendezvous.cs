using System.Text;

namespace ActorNet.Client.Choice;

/// <summary>
/// Highest-random-weight hashing (Thaler and Ravishankar, 1998): every identity has an order of all replicas of its own. Evenly many put each of
/// them first, and one that comes or goes moves nobody but those who put it first.
/// </summary>
internal static class Rendezvous
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The weight of a replica for an identity; the same on every machine and in every version.</summary>
    public static ulong Weight(string identity, string replica)
    {
        var hash = FnvOffset;
        foreach (var character in Encoding.UTF8.GetBytes($"{identity}\n{replica}"))
            hash = (hash ^ character) * FnvPrime;
        return Mix(hash);
    }

    /// <summary>The finalizer of MurmurHash3: FNV alone leaves the high bits, by which weights are compared, much alike.</summary>
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
