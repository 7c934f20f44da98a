namespace ActorNet.Netlink;

/// <summary>
/// What to change about a link; null leaves it as it is. All of it is one request, which the kernel may carry out in part if it fails.
/// </summary>
public sealed record LinkChange
{
    /// <summary>Sets the link up or down.</summary>
    public bool? Up { get; init; }

    /// <summary>The new name, at most 15 bytes.</summary>
    public string? Name { get; init; }

    /// <summary>The largest packet in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>The link-layer address.</summary>
    public MacAddress? Address { get; init; }

    /// <summary>The index of the bridge or other link of which it becomes a port; 0 to leave it.</summary>
    public int? MasterIndex { get; init; }

    /// <summary>The administrator's note; empty removes it.</summary>
    public string? Alias { get; init; }

    /// <summary>The namespace to move the link to; it must stay open until the request was executed.</summary>
    public NetNamespace? Namespace { get; init; }

    /// <summary>
    /// New settings of the link's kind, which must be the kind that it has. Of a VXLAN these are underlay, local address (of the same family), group,
    /// learning and time to live; the kernel changes neither its identifier nor its port.
    /// </summary>
    public LinkKind? Kind { get; init; }

    /// <summary>What changes, in the words of <c>ip link set</c>, with indexes for names.</summary>
    public override string ToString()
    {
        var words = new List<string>();
        if (Name is not null)
            words.Add($"name {Name}");
        if (Address is { } address)
            words.Add($"address {address}");
        if (Mtu is { } mtu)
            words.Add($"mtu {mtu}");
        if (MasterIndex is { } master)
            words.Add(master == 0 ? "nomaster" : $"master {master}");
        if (Alias is not null)
            words.Add($"alias {Alias}");
        if (Namespace is not null)
            words.Add("netns");
        if (Kind is not null)
            words.Add($"type {Kind}");
        if (Up is { } up)
            words.Add(up ? "up" : "down");
        return string.Join(' ', words);
    }
}
