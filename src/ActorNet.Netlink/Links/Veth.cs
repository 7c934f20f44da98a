namespace ActorNet.Netlink;

/// <summary>One end of a virtual cable.</summary>
public sealed record Veth : LinkKind
{
    /// <inheritdoc/>
    public override string Name => "veth";

    /// <summary>
    /// On a link to be added: the other end, with its name, address, MTU and namespace; it cannot be made up (ENOTCONN), as it has no
    /// other end before the link itself is made. Null on a listed link, whose <see cref="Link.ParentIndex"/> is the index of the
    /// other end, in that end's namespace.
    /// </summary>
    public Link? Peer { get; init; }
}
