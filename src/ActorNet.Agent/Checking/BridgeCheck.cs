using ActorNet.Agent.Configuration;
using ActorNet.Agent.Files;
using ActorNet.Netlink;

namespace ActorNet.Agent.Checking;

/// <summary>Whether the bridge is there and has the lease's addresses and no others.</summary>
internal sealed class BridgeCheck : ICheck
{
    public string Subject => "bridge";

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken)
    {
        if (scene.Options.Bridge is not { } name || scene.Options.Backend == BackendKind.AddressesOnly)
            return [];

        var subject = $"bridge {name}";
        if (await scene.Netlink.FindLinkAsync(name, cancellationToken) is not { } link)
            return [Finding.Wrong(subject, "there is none", "the agent makes it when it has a lease; read its log")];
        if (!link.IsUp)
            return [Finding.Wrong(subject, "it is down", $"ip link set {name} up; the agent does so by itself while it runs")];

        var addresses = (await scene.Netlink.ListAddressesAsync(link.Index, cancellationToken: cancellationToken))
            .Where(address => address.Scope == RouteScope.Universe)
            .Select(address => $"{address.Local}/{address.PrefixLength}")
            .ToList();
        return [scene.Lease is { } lease ? Compare(subject, addresses, [.. lease.Subnets.Select(AddressText.FirstUsable)]) : Finding.Unknown(subject, $"it has {Text(addresses)}, and there is no lease to compare it with")];
    }

    private static Finding Compare(string subject, List<string> addresses, List<string> wanted)
    {
        var strangers = addresses.Except(wanted).ToList();
        var missing = wanted.Except(addresses).ToList();
        return missing.Count == 0 && strangers.Count == 0 ? Finding.Ok(subject, Text(addresses))
            : missing.Count == 0 ? Finding.Ok(subject, $"{Text(addresses)}; {Text(strangers)} from before is still there for containers that use it")
            : Finding.Wrong(
                subject,
                $"it has {Text(addresses)} and should have {Text(wanted)}",
                strangers.Count == 0 ? "see that the agent runs; it puts this right within seconds" : $"somebody else gave it {Text(strangers)}: take that away, or see Docker's --bip and daemon.json");
    }

    private static string Text(List<string> addresses) => addresses.Count == 0 ? "no address" : string.Join(", ", addresses);
}
