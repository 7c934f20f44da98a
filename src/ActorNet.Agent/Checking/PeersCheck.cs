using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Peers;
using ActorNet.Netlink;

namespace ActorNet.Agent.Checking;

/// <summary>
/// Whether other nodes answer: at their own addresses, and at their bridge's through the overlay; each with a small packet and with one as large as the MTU says. Of many
/// nodes some are asked, spread over all.
/// </summary>
internal sealed class PeersCheck : ICheck
{
    private const int MostPeers = 16;
    private const int Small = 64;

    public string Subject => "other nodes";

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken)
    {
        if (scene.Options.Backend == BackendKind.AddressesOnly)
            return [];
        if (scene.Cluster.Fault is { } fault)
            return [Finding.Unknown(Subject, fault)];
        if (scene.Plan is not { } plan)
            return [Finding.Unknown(Subject, scene.PlanFault!)];
        if (scene.Cluster.Peers is [])
            return [Finding.Ok(Subject, "there are none")];

        var uplinkMtu = plan.Uplink is { } name && await scene.Netlink.FindLinkAsync(name, cancellationToken) is { } uplink ? uplink.Mtu : plan.Mtu;
        var asked = Spread(scene.Cluster.Peers);
        var findings = await Task.WhenAll(asked.Select(peer => AskAsync(peer, uplinkMtu, plan, scene, cancellationToken)));
        return asked.Count == scene.Cluster.Peers.Length
            ? [.. findings.SelectMany(all => all)]
            : [.. findings.SelectMany(all => all), Finding.Ok(Subject, $"{asked.Count} of {scene.Cluster.Peers.Length} were asked")];
    }

    private static async Task<Finding[]> AskAsync(Peer peer, int uplinkMtu, HostPlan plan, CheckScene scene, CancellationToken cancellationToken)
    {
        var isSilent = scene.Cluster.Silent.Contains(peer.Node);
        var nodeAddresses = new[] { peer.PublicIPv4, peer.PublicIPv6 }.OfType<IPAddress>().Where(address => plan.PublicAddresses.Any(own => own.AddressFamily == address.AddressFamily));
        var bridgeAddresses = peer.Subnets
            .Where(subnet => scene.Lease?.Subnets.Any(own => own.Family == subnet.Family) == true)
            .DistinctBy(subnet => subnet.Family)
            .Select(subnet => subnet.FirstUsable);
        var underlay = nodeAddresses.Select(address => AskAsync($"node {peer.Node} at {address}", address, uplinkMtu, isSilent,
            "see that the network between the nodes lets it through; path MTU and firewalls", cancellationToken));
        var overlay = bridgeAddresses.Select(address => AskAsync($"node {peer.Node} over the overlay at {address}", address, plan.Mtu, isSilent,
            "see actornet-agent check on that node, the routes here, and firewalls between (VXLAN: its UDP port)", cancellationToken));
        return await Task.WhenAll([.. underlay, .. overlay]);
    }

    private static async Task<Finding> AskAsync(string subject, IPAddress address, int mtu, bool isSilent, string mend, CancellationToken cancellationToken)
    {
        try
        {
            if (await Probe.IsAnsweredAsync(address, mtu, cancellationToken))
                return Finding.Ok(subject, $"answers, packets of {mtu} bytes as well");
            if (await Probe.IsAnsweredAsync(address, Small, cancellationToken))
                return Finding.Wrong(subject, $"it answers, but not to packets of {mtu} bytes", address.AddressFamily == AddressFamily.InterNetwork
                    ? $"the path is narrower than {mtu} bytes: set {OptionCatalogue.Mtu.Flag} to what gets through, or widen it"
                    : $"the path is narrower than {mtu} bytes: set {OptionCatalogue.Mtu.Flag} (1280 or more) to what gets through, or widen it");
        }
        catch (PlatformNotSupportedException)
        {
            return Finding.Unknown(subject, "this user may send no packets to ask it", "run it as root or with CAP_NET_RAW");
        }

        return isSilent
            ? Finding.Unknown(subject, "it does not answer, and the coordinators have not heard of it lately either", "it is down, or cut off")
            : Finding.Wrong(subject, "it does not answer", mend);
    }

    private static List<Peer> Spread(IReadOnlyList<Peer> peers)
    {
        var step = Math.Max(1.0, (double)peers.Count / MostPeers);
        return [.. Enumerable.Range(0, Math.Min(peers.Count, MostPeers)).Select(number => peers[(int)(number * step)])];
    }
}
