using System.Net;

namespace ActorNet.Netlink;

/// <summary>An element of a set: an address, or a range of them in a set that has intervals.</summary>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address; the same in a set without intervals.</param>
public sealed record NftElement(IPAddress First, IPAddress Last)
{
    /// <summary>After which time it times out; null: never. Whole milliseconds; the kernel rounds down to its ticks (1 to 10 ms).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How much of the time-out was left when it was read; null where it has none.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>An element that is one address.</summary>
    public static NftElement Of(IPAddress address) => new(address, address);

    /// <summary>An element that is all addresses of a prefix.</summary>
    public static NftElement Of(IPNetwork prefix)
    {
        var last = prefix.BaseAddress.GetAddressBytes();
        for (var bit = prefix.PrefixLength; bit < last.Length * 8; bit++)
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new NftElement(prefix.BaseAddress, new IPAddress(last));
    }

    /// <summary>The element in the words of <c>nft</c>.</summary>
    public override string ToString() => $"{(First.Equals(Last) ? First : $"{First}-{Last}")}{(Timeout is { } timeout ? $" timeout {(long)timeout.TotalMilliseconds}ms" : "")}";
}
