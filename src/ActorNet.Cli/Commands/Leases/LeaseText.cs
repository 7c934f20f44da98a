using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>What the reports about leases have in common.</summary>
internal static class LeaseText
{
    public static string SubnetText(this Lease lease) => string.Join(' ', lease.Subnets);

    public static string BackendText(this Lease lease) => (lease.Attributes?.BackendType ?? BackendType.Unspecified).Words();

    public static string PublicAddressText(this Lease lease) => lease.Attributes is { } attributes
        ? string.Join(' ', new[] { attributes.PublicIpv4, attributes.PublicIpv6 }.Where(address => address.Length > 0))
        : "";
}
