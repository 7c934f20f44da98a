namespace ActorNet.Agent.Configuration;

/// <summary>How packets for the other nodes' subnets leave this one.</summary>
internal enum BackendKind
{
    /// <summary>By a route via each node's public address, which must be on the same link.</summary>
    HostGateway,

    /// <summary>Somebody else's business: the agent keeps a lease and writes files, and leaves the kernel alone.</summary>
    AddressesOnly,
}
