using ActorNet.Agent.Platform;

namespace ActorNet.Agent.DataPlane;

/// <summary>Whether a tunnel of the agent's leaves checksums to the network card (<c>tx-checksum-ip-generic</c> of ethtool).</summary>
/// <param name="Device">The tunnel, which is there.</param>
/// <param name="Offloaded">Whether it is to.</param>
internal readonly record struct TunnelChecksums(string Device, bool Offloaded)
{
    /// <summary>What problems and checks call it.</summary>
    public string Subject => $"checksum offload of {Device}";

    /// <summary>Whether it does as it is to.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public bool IsSet() => EthernetTool.OffloadsChecksums(Device) == Offloaded;

    /// <summary>Sets it, and reads it back: a kernel can answer that it has done it, and go on as before.</summary>
    /// <exception cref="IOException">The kernel does not do it.</exception>
    public void Set()
    {
        EthernetTool.OffloadChecksums(Device, Offloaded);
        if (!IsSet())
            throw new IOException($"{Device} leaves it {(Offloaded ? "off" : "on")}.");
    }
}
