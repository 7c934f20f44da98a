namespace ActorNet.Netlink;

/// <summary>
/// An Ethernet bridge. A setting that is null is left as it is, or at the kernel's default; listed bridges have them all.
/// </summary>
public sealed record Bridge : LinkKind
{
    /// <inheritdoc/>
    public override string Name => "bridge";

    /// <summary>Whether the spanning tree protocol runs. Off by default.</summary>
    public bool? SpanningTree { get; init; }

    /// <summary>
    /// How long a port listens and learns before it forwards, in hundredths of a second; 2 to 30 s with a spanning tree. 15 s by default.
    /// </summary>
    public TimeSpan? ForwardDelay { get; init; }

    /// <summary>How long a learned address is kept, in hundredths of a second. 300 s by default.</summary>
    public TimeSpan? AgeingTime { get; init; }

    /// <summary>Whether ports forward by VLAN. Off by default.</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>Whether multicast goes only where it is listened to. On by default.</summary>
    public bool? MulticastSnooping { get; init; }
}
