namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>Masquerading, forwarding and sources, with packets: a container on docker0, another node with the subnet 10.244.3.0/24, and the world outside, 198.51.100.7. The switch plays both.</summary>
public abstract class RulesLab : SingleNodeLab
{
    internal const string Remote = "10.244.3.1";
    internal const string Outside = "198.51.100.7";

    internal Container Container { get; private set; } = null!;

    internal async Task StartAsync(params string[] flags)
    {
        Leases.PutPeer("n3", Lab.SwitchAddress, "10.244.3.0/24");
        Switch.Ip($"address add {Remote}/32 dev lo");
        Switch.Ip($"address add {Outside}/32 dev lo");
        Switch.Ip("link set lo up");
        Node.Host.Ip($"route replace {Outside}/32 via {Lab.SwitchAddress}");
        Node.Start(flags);
        await Node.HoldsAsync("10.244.1.1/24");
        Container ??= new Container(Node.Host, 1, "docker0", ("10.244.1.2/24", "10.244.1.1"));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Container?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Without a way back to the containers only what is masqueraded is answered.</summary>
    internal Task IsMasqueradedAsync(string address) => Eventually.IsTrue(() => Container.CanPing(address), $"{address} answers the container", () => Node.Log);

    /// <summary>What leaves the cluster is masqueraded and what stays in it is not; Docker and the readers of the subnet file are told not to.</summary>
    internal async Task OnlyWhatLeavesIsMasqueradedAsync()
    {
        await IsMasqueradedAsync(Outside);
        Assert.False(Container.CanPing(Remote));
        LetOthersReachContainers();
        await Eventually.IsTrue(() => Container.CanPing(Remote), "the container reaches the other node", () => Node.Log);
        Assert.Contains("FLANNEL_IPMASQ=true\n", await File.ReadAllTextAsync(Node.SubnetFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("--ip-masq=false", await File.ReadAllTextAsync(Node.DockerOptionsFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    internal void LetOthersReachContainers() => Switch.Ip("route replace 10.244.1.0/24 via 10.77.0.1");
}
