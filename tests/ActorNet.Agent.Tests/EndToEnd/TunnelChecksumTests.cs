using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>Whether a tunnel leaves checksums to the network card, as ethtool shows it and somebody sets it with ethtool.</summary>
public sealed class TunnelChecksumTests : TunnelLab
{
    [Fact]
    public async Task What_the_operator_wants_is_kept_whatever_somebody_sets()
    {
        StartAgent("--tunnel-checksum-offload", "off");
        await Node.HoldsAsync("10.244.1.1/24");
        await IsAsync("off");

        Set("on");
        await IsAsync("off");
        Node.Host.Ip($"link delete {Device}");
        await HasTunnelAsync();
        await IsAsync("off");
        await Node.Process.StopAsync();
        Node.Start("--backend", "vxlan", "--tunnel-checksum-offload", "on");
        await IsAsync("on");
    }

    /// <summary>On a kernel that computes them rightly, as the one that the tests run on.</summary>
    [Fact]
    public async Task Without_the_option_it_is_left_as_somebody_has_set_it()
    {
        StartAgent();
        await Node.HoldsAsync("10.244.1.1/24");
        await IsAsync("on");

        Set("off");
        Node.Host.Ip($"link set {Device} mtu 1300");
        await Eventually.IsTrue(() => (int)Node.Host.Link(Device)["mtu"]! == 1450, "the device has its MTU again", () => Node.Log);

        Assert.Equal("off", Shown());
    }

    [Fact]
    public async Task Check_names_a_tunnel_that_is_not_as_the_options_say()
    {
        StartAgent("--tunnel-checksum-offload", "off");
        await Node.HoldsAsync("10.244.1.1/24");
        await IsAsync("off");
        await Node.Process.StopAsync();
        Set("on");

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("check", "--backend", "vxlan", "--tunnel-checksum-offload", "off"));

        Assert.Matches($"wrong +checksum offload of {Device} +it is not off", Node.Process.Log);
        Assert.Contains($"ethtool -K {Device} tx-checksum-ip-generic off", Node.Process.Log, StringComparison.Ordinal);
    }

    private void Set(string value) => Node.Host.Execute("ethtool", "-K", Device, "tx-checksum-ip-generic", value);

    private Task IsAsync(string value) => Eventually.IsTrue(() => Shown() == value, $"the tunnel's checksum offload is {value}", () => $"{Shown()}\n{Node.Log}");

    /// <summary>"on" or "off"; null while there is no device.</summary>
    private string? Shown() => !Node.Host.HasLink(Device)
        ? null
        : Node.Host.Execute("ethtool", "-k", Device).Split('\n').Select(line => line.Trim().Split(' ')).FirstOrDefault(words => words[0] == "tx-checksum-ip-generic:")?[1];
}
