using System.Collections.Immutable;

namespace ActorNet.Netlink;

/// <summary>A rule: steps that a packet takes until one of them ends it or decides.</summary>
public sealed record NftRule
{
    /// <summary>The chain that it is in; of one that was read only table and name are known.</summary>
    public required NftChain Chain { get; init; }

    /// <summary>Its steps.</summary>
    public required ImmutableArray<NftExpression> Expressions { get; init; }

    /// <summary>What <c>nft</c> shows beside it, at most 127 bytes of UTF-8; null: nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>The kernel's number for it; 0 for one that was not read.</summary>
    public ulong Handle { get; init; }

    /// <summary>Whether both do the same in the same place, whatever they have counted.</summary>
    public bool IsSameAs(NftRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Chain.Table == other.Chain.Table && Chain.Name == other.Chain.Name && Comment == other.Comment
            && Expressions.Select(Uncounted).SequenceEqual(other.Expressions.Select(Uncounted));
    }

    /// <summary>The chain and the comment, or the steps where there is none.</summary>
    public override string ToString() => $"{Chain} \"{Comment ?? string.Join(", ", Expressions)}\"";

    private static NftExpression Uncounted(NftExpression expression) => expression is NftExpression.Counter ? new NftExpression.Counter() : expression;
}
