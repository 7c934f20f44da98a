namespace ActorNet.Netlink;

/// <summary>A chain of rules. With a hook packets come to it by themselves; without one only by a jump.</summary>
public sealed record NftChain
{
    /// <summary>The table that it is in.</summary>
    public required NftTable Table { get; init; }

    /// <summary>Its name, unique in the table.</summary>
    public required string Name { get; init; }

    /// <summary>Where packets come to it; null: only by a jump.</summary>
    public NftHook? Hook { get; init; }

    /// <summary>The place among the chains of its hook; lower ones come first. <c>filter</c> is 0, <c>srcnat</c> 100.</summary>
    public int Priority { get; init; }

    /// <summary>Whether packets that no rule decided on are dropped. Only with a hook.</summary>
    public bool DropsByDefault { get; init; }

    /// <summary><c>filter</c>, <c>nat</c> or <c>route</c>. Only with a hook.</summary>
    public string Kind { get; init; } = "filter";

    /// <summary>The chain in the words of <c>nft</c>.</summary>
    public override string ToString() => $"{Table} {Name}";
}
