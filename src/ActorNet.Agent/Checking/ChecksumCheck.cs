using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Overlay;

namespace ActorNet.Agent.Checking;

/// <summary>Whether the tunnels treat checksums as options and kernel want it.</summary>
internal sealed class ChecksumCheck : ICheck
{
    public string Subject => "checksum offload";

    public Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        scene is { Lease: { } lease, Plan: { Overlay.OffloadsChecksums: { } wanted } plan }
            ? [.. Tunnels.For(lease, plan).Select(device => Look(new TunnelChecksums(device.Name, wanted)))]
            : []);

    private static Finding Look(TunnelChecksums checksums)
    {
        var wanted = checksums.Offloaded ? "on" : "off";
        try
        {
            return checksums.IsSet()
                ? Finding.Ok(checksums.Subject, wanted)
                : Finding.Wrong(checksums.Subject, $"it is not {wanted}", $"ethtool -K {checksums.Device} tx-checksum-ip-generic {wanted}; the agent does so by itself while it runs");
        }
        catch (IOException exception)
        {
            return Finding.Unknown(checksums.Subject, exception.Message);
        }
    }
}
