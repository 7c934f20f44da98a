namespace ActorNet.Netlink;

/// <summary>
/// What a virtual link is, with the settings of its kind: <see cref="Bridge"/>, <see cref="Veth"/>, <see cref="Vxlan"/> or
/// <see cref="OtherKind"/>.
/// </summary>
public abstract record LinkKind
{
    private protected LinkKind()
    {
    }

    /// <summary>The kernel's word for the kind: "bridge".</summary>
    public abstract string Name { get; }
}

/// <summary>A kind whose settings this library does not know; it can be listed, and added with the kernel's defaults.</summary>
/// <param name="KindName">The kernel's word for the kind: "dummy", "ifb".</param>
public sealed record OtherKind(string KindName) : LinkKind
{
    /// <inheritdoc/>
    public override string Name => KindName;
}
