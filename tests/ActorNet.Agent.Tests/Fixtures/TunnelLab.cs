using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>One host whose agent has tunnels and is granted <c>10.244.1.0/24</c>, one other node that is only a lease, and a coordinator.</summary>
public abstract class TunnelLab : SingleNodeLab
{
    internal const string Device = "anet.1";
    internal const string PeerMac = "02:00:0a:f4:02:00";
    internal const string TunnelRoute = "10.244.2.0/24 via 10.244.2.0 dev anet.1";

    internal static string OwnMac { get; } = VtepMac.Of(NodeId.TryParse("n1", out var node) ? node : default).ToString();

    internal void StartAgent(params string[] flags)
    {
        Leases.DeletePeer("n2");
        Leases.PutTunnelPeer("n2", "10.77.0.2", PeerMac, ["10.244.2.0/24"]);
        Node.Start(["--backend", "vxlan", .. flags]);
    }

    /// <summary>Route, neighbour and forwarding entry of the other node are there, and nothing else is.</summary>
    internal async Task HasTunnelAsync(string device = Device, string forwarding = $"{PeerMac} 10.77.0.2")
    {
        await Node.HasRoutesAsync($"10.244.2.0/24 via 10.244.2.0 dev {device}");
        await HasAsync("the neighbour is there", () => Node.Host.Neighbours(device), $"10.244.2.0 {PeerMac}");
        await HasAsync($"the forwarding entry is there", () => Node.Host.Forwarding(device), forwarding);
    }

    internal Task HasAsync(string what, Func<string[]> actual, params string[] expected) =>
        Eventually.IsTrue(() => actual().SequenceEqual(expected), $"{what}: {string.Join(", ", expected)}", () => $"{string.Join('\n', actual())}\n{Node.Log}");
}
