using System.Text.RegularExpressions;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>Who may send to the tunnel: other nodes that have one, and nobody else.</summary>
public sealed class TunnelDoorTests : SingleNodeLab
{
    private const string Mac = "02:00:00:00:00:77";

    private string Door => Node.Host.Execute("nft", "list", "ruleset");

    [Fact]
    public async Task The_tunnel_takes_packets_from_nodes_with_a_tunnel_and_follows_them()
    {
        Leases.PutTunnelPeer("n3", "10.77.0.3", Mac, ["10.244.3.0/24"]);
        Node.Start("--backend", "vxlan");
        await Node.HoldsAsync("10.244.1.1/24");
        await Eventually.IsTrue(() => Door.Contains("elements = { 10.77.0.3 }"), "the peer may send", () => $"{Door}\n{Node.Log}");

        Switch.Execute("bash", "-c", $"echo x > /dev/udp/{Node.Host.Address}/8472");
        await Eventually.IsTrue(() => Regex.IsMatch(Door, "udp dport 8472 ip saddr != @peers4 counter packets [1-9]", RegexOptions.None, TimeSpan.FromMinutes(1)), "another one may not", () => Door);

        Leases.PutTunnelPeer("n4", Lab.SwitchAddress, Mac, ["10.244.4.0/24"]);
        await Eventually.IsTrue(() => Door.Contains("10.77.0.3, 10.77.0.254") || Door.Contains("10.77.0.254, 10.77.0.3"), "the new peer may send as well", () => Door);
        Leases.DeletePeer("n3");
        await Eventually.IsTrue(() => Door.Contains($"elements = {{ {Lab.SwitchAddress} }}"), "the one that went may not", () => Door);
    }
}
