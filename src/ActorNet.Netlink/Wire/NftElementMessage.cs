using System.Net;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>NFT_MSG_NEWSETELEM, NFT_MSG_DELSETELEM and NFT_MSG_GETSETELEM: NFTA_SET_ELEM_ attributes (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NftElementMessage
{
    private const ushort TableAttribute = 1;
    private const ushort SetAttribute = 2;
    private const ushort ElementsAttribute = 3;

    private const ushort ElementAttribute = 1;
    private const ushort KeyAttribute = 1;
    private const ushort FlagsAttribute = 3;
    private const ushort TimeoutAttribute = 4;
    private const ushort ExpirationAttribute = 5;
    private const ushort ValueAttribute = 1;

    private const uint IntervalEndFlag = 0x1;

    public static Query<IReadOnlyList<Bound>> List(NftSet set) =>
        new("nft list set", NftMessageType.GetElements, Begin(set).ToBody(), Parse) { AnswerType = NftMessageType.NewElements, IsOfOneMoment = HasNoneTwice };

    public static ReadOnlyMemory<byte> ForFlush(NftSet set) => Begin(set).ToBody();

    public static ReadOnlyMemory<byte> ForChange(NftSet set, IReadOnlyList<NftElement> elements)
    {
        var writer = Begin(set);
        writer.Nested(ElementsAttribute, (set, elements), static (list, given) =>
        {
            foreach (var element in given.elements)
            {
                // The kernel takes a range as two elements: where it begins, and where it does not go on.
                Write(list, new Bound(element.First, IsEnd: false, element.Timeout, null));
                if (given.set.HasIntervals && After(element.Last) is { } end)
                    Write(list, new Bound(end, IsEnd: true, null, null));
            }
        });
        return writer.ToBody();
    }

    public static IReadOnlyList<Bound> Parse(ReadOnlySpan<byte> body)
    {
        MessageBody.Header<NftHeader>(body, out var rest);
        var bounds = new List<Bound>();
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            if (attribute.Type != ElementsAttribute)
                continue;
            for (var list = attribute.Nested(); list.MoveNext();)
            {
                if (list.Type == ElementAttribute && ParseBound(list.Nested()) is { } bound)
                    bounds.Add(bound);
            }
        }

        return bounds;
    }

    /// <summary>Makes elements of the bounds that the kernel has for them, in whatever order they come. An end without a beginning is of one that timed out meanwhile.</summary>
    public static IReadOnlyList<NftElement> Join(NftSet set, IEnumerable<Bound> bounds)
    {
        var elements = new List<NftElement>();
        NftElement? open = null;
        foreach (var bound in bounds.OrderBy(bound => bound.Key, ByBytes).ThenBy(bound => !bound.IsEnd))
        {
            if (open is not null)
                elements.Add(set.HasIntervals ? open with { Last = Before(bound.Key) } : open);
            open = bound.IsEnd ? null : new NftElement(bound.Key, bound.Key) { Timeout = bound.Timeout, ExpiresIn = bound.ExpiresIn };
        }

        if (open is not null)
            elements.Add(set.HasIntervals ? open with { Last = Highest(open.First) } : open);
        return elements;
    }

    /// <summary>
    /// A set without intervals is a hash table that the kernel enlarges in the background, and a dump goes on after as many elements as it has told: where they were rearranged
    /// meanwhile, some are told twice, and as many not at all (<c>nft_rhash_walk</c> in net/netfilter/nft_set_hash.c).
    /// </summary>
    private static bool HasNoneTwice(IReadOnlyList<IReadOnlyList<Bound>> pieces)
    {
        var seen = new HashSet<(IPAddress, bool)>();
        return pieces.All(piece => piece.All(bound => seen.Add((bound.Key, bound.IsEnd))));
    }

    private static MessageWriter Begin(NftSet set) =>
        new MessageWriter().Struct(NftHeader.For(set.Table.Family)).Text(TableAttribute, set.Table.Name).Text(SetAttribute, set.Name);

    private static void Write(MessageWriter list, Bound bound) => list.Nested(ElementAttribute, bound, static (element, given) =>
    {
        element.Nested(KeyAttribute, given.Key, static (key, address) => key.Address(ValueAttribute, address));
        if (given.IsEnd)
            element.U32BigEndian(FlagsAttribute, IntervalEndFlag);
        if (given.Timeout is { } timeout)
            element.U64BigEndian(TimeoutAttribute, checked((ulong)timeout.TotalMilliseconds));
    });

    private static Bound? ParseBound(AttributeReader element)
    {
        IPAddress? key = null;
        var isEnd = false;
        TimeSpan? timeout = null;
        TimeSpan? expiresIn = null;
        while (element.MoveNext())
        {
            switch (element.Type)
            {
                case KeyAttribute:
                    for (var value = element.Nested(); value.MoveNext();)
                        key = value.Type == ValueAttribute && value.Value.Length is 4 or 16 ? value.Address() : null;
                    break;
                case FlagsAttribute:
                    isEnd = (element.U32BigEndian() & IntervalEndFlag) != 0;
                    break;
                case TimeoutAttribute:
                    timeout = Milliseconds(element.U64BigEndian());
                    break;
                case ExpirationAttribute:
                    expiresIn = Milliseconds(element.U64BigEndian());
                    break;
            }
        }

        return key is null ? null : new Bound(key, isEnd, timeout, expiresIn);
    }

    private static TimeSpan Milliseconds(ulong count) => count < (ulong)TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds((long)count) : TimeSpan.MaxValue;

    /// <summary>Null after the highest address.</summary>
    private static IPAddress? After(IPAddress address) => Step(address, 0xff, 0x00, static digit => ++digit);

    private static IPAddress Before(IPAddress address) => Step(address, 0x00, 0xff, static digit => --digit) ?? address;

    private static IPAddress? Step(IPAddress address, byte carries, byte wraps, Func<byte, byte> next)
    {
        var bytes = address.GetAddressBytes();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (bytes[i] != carries)
            {
                bytes[i] = next(bytes[i]);
                return new IPAddress(bytes);
            }

            bytes[i] = wraps;
        }

        return null;
    }

    private static IPAddress Highest(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan().Fill(0xff);
        return new IPAddress(bytes);
    }

    private static readonly Comparer<IPAddress> ByBytes = Comparer<IPAddress>.Create((a, b) => a.GetAddressBytes().AsSpan().SequenceCompareTo(b.GetAddressBytes()));

    /// <summary>What the kernel calls an element: where one begins, or, in a set with intervals, where it does not go on.</summary>
    internal readonly record struct Bound(IPAddress Key, bool IsEnd, TimeSpan? Timeout, TimeSpan? ExpiresIn);
}
