using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;

namespace ActorNet.Agent.Checking;

/// <summary>Whether the kernel forwards at all.</summary>
internal sealed class ForwardingCheck : ICheck
{
    public string Subject => "forwarding";

    public Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        scene.Lease is { } lease && scene.Options.Backend != BackendKind.AddressesOnly
            ? [.. lease.Staying.SelectMany(subnet => Sysctl.ForForwarding(subnet.Family, scene.Plan?.Uplink)).Distinct().Select(Look)]
            : []);

    private static Finding Look(Sysctl sysctl) => sysctl.IsSet()
        ? Finding.Ok($"sysctl {sysctl.Name}", "set")
        : Finding.Wrong($"sysctl {sysctl.Name}", $"it is not {sysctl.Value}", $"sysctl -w {sysctl.Name}={sysctl.Value}; the agent does so by itself while it runs");
}
