namespace ActorNet.Netlink;

/// <summary>
/// A network link. Listed and notified links have everything filled in; to add one, give its name and kind and what should differ
/// from the kernel's defaults.
/// </summary>
public sealed record Link
{
    /// <summary>The kernel's number for the link, from 1; 0 on a link to be added: the kernel chooses.</summary>
    public int Index { get; init; }

    /// <summary>The name, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of virtual link it is; null for hardware and the loopback link.</summary>
    public LinkKind? Kind { get; init; }

    /// <summary>The link's flags. Of these, a request to add a link honours <see cref="LinkFlags.Up"/>.</summary>
    public LinkFlags Flags { get; init; }

    /// <summary>The largest packet in bytes; 0 on a link to be added: the default of its kind.</summary>
    public int Mtu { get; init; }

    /// <summary>
    /// The link-layer address; null if the link has none of six bytes, or on a link to be added: one of the kernel's choice.
    /// </summary>
    public MacAddress? Address { get; init; }

    /// <summary>The index of the link, such as a bridge, of which this is a port; 0 for none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>The index of the link below (IFLA_LINK): the parent of a VLAN, the other end of a veth. 0 for none. Read only.</summary>
    public int ParentIndex { get; init; }

    /// <summary>Whether the link can pass packets, by its driver (RFC 2863). Read only.</summary>
    public OperationalState State { get; init; }

    /// <summary>The administrator's note; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>
    /// On a link to be added: the namespace in which it is made; null for the connection's own. It must stay open until the request
    /// was executed. Always null on a listed link.
    /// </summary>
    public NetNamespace? Namespace { get; init; }

    /// <summary>Whether the link was set up by the administrator; whether it can pass packets is in <see cref="State"/>.</summary>
    public bool IsUp => Flags.HasFlag(LinkFlags.Up);

    /// <summary>Name and index.</summary>
    public override string ToString() => Index == 0 ? Name : $"{Name} ({Index})";
}
