namespace ActorNet.Agent.Configuration;

/// <summary>What the operator wants of the checksums of packets in tunnels.</summary>
internal enum ChecksumOffload
{
    /// <summary>Off where the kernel is known to compute them wrongly; else it is left as it is.</summary>
    Auto,

    /// <summary>Left to the network card, or to the kernel as late as possible.</summary>
    On,

    /// <summary>Computed before a packet is put into its tunnel.</summary>
    Off,
}
