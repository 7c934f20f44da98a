namespace ActorNet.Agent.DataPlane;

/// <summary>How packets for another node's subnet leave this one.</summary>
internal enum Way : byte
{
    /// <summary>By the interface to the other nodes, to the node's public address.</summary>
    Direct,

    /// <summary>Through the tunnel over IPv4.</summary>
    OverIPv4,

    /// <summary>Through the tunnel over IPv6.</summary>
    OverIPv6,
}
