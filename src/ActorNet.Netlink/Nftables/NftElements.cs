namespace ActorNet.Netlink;

/// <summary>Some elements of a set: what one request adds or deletes.</summary>
/// <param name="Set">The set.</param>
/// <param name="Elements">The elements; to delete none is to delete all.</param>
public sealed record NftElements(NftSet Set, IReadOnlyList<NftElement> Elements)
{
    /// <summary>The set and its elements; of many only how many there are.</summary>
    public override string ToString() => $"{Set} {{ {(Elements.Count <= 4 ? string.Join(", ", Elements) : $"{Elements.Count} elements")} }}";
}
