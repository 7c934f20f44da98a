namespace ActorNet.Netlink;

/// <summary>A table: a name for chains and sets that belong together.</summary>
/// <param name="Family">Whose packets its chains see.</param>
/// <param name="Name">Its name, unique in the family.</param>
public sealed record NftTable(NftFamily Family, string Name)
{
    /// <summary>The table in the words of <c>nft</c>.</summary>
    public override string ToString() => $"{Family} {Name}";
}
