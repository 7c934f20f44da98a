using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>What the reports about leases have in common.</summary>
internal static class LeaseText
{
    /// <summary>What the node has, and what of it it is to give up.</summary>
    public static string SubnetText(this Lease lease) =>
        string.Join(' ', lease.Subnets.Select(subnet => lease.Leaving.Contains(subnet) ? $"{subnet} (leaving)" : subnet));

    public static string BackendText(this Lease lease) => (lease.Attributes?.BackendType ?? BackendType.Unspecified).Words();

    public static string PublicAddressText(this Lease lease) => lease.Attributes is { } attributes
        ? string.Join(' ', new[] { attributes.PublicIpv4, attributes.PublicIpv6 }.Where(address => address.Length > 0))
        : "";

    /// <summary>The VXLAN tunnel's end point.</summary>
    public static string TunnelText(this Lease lease) => lease.Attributes?.Vxlan is not { } tunnel
        ? ""
        : string.Join(", ", new[] { $"VNI {tunnel.Vni}", tunnel.Port > 0 ? $"port {tunnel.Port}" : "", tunnel.VtepMac, tunnel.VtepMacV6 }
            .Where(part => part.Length > 0));

    public static string LabelText(this Lease lease) => lease.Attributes is not { } attributes
        ? ""
        : string.Join(' ', attributes.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
