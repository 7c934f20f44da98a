namespace ActorNet.Netlink;

/// <summary>A set that rules look addresses up in, and that can change without them.</summary>
public sealed record NftSet
{
    /// <summary>The table that it is in.</summary>
    public required NftTable Table { get; init; }

    /// <summary>Its name, unique in the table.</summary>
    public required string Name { get; init; }

    /// <summary>What is in it.</summary>
    public required NftKeyType KeyType { get; init; }

    /// <summary>Whether its elements are ranges, which must not overlap.</summary>
    public bool HasIntervals { get; init; }

    /// <summary>Whether its elements can time out: from that moment on nothing matches them, before they are removed.</summary>
    public bool HasTimeouts { get; init; }

    /// <summary>The set in the words of <c>nft</c>.</summary>
    public override string ToString() => $"{Table} {Name}";
}
