namespace ActorNet.Agent.Configuration;

/// <summary>How packets for the other nodes' subnets leave this one.</summary>
internal enum BackendKind
{
    /// <summary>By a route via each node's public address, which must be on the same link.</summary>
    HostGateway,

    /// <summary>Through a VXLAN tunnel (RFC 7348) to each node's public address, wherever it is.</summary>
    Vxlan,

    /// <summary>Somebody else's business: the agent keeps a lease and writes files, and leaves the kernel alone.</summary>
    AddressesOnly,
}
