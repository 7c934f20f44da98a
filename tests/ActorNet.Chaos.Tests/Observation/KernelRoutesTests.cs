using ActorNet.Addressing;
using ActorNet.Chaos.Observation;

namespace ActorNet.Chaos.Tests.Observation;

/// <summary>Tables as the kernel writes them (proc_net_route): addresses in its own byte order.</summary>
public sealed class KernelRoutesTests
{
    private const string Columns = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
    private const string Underlay = "eth0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0";
    private const string Bridge = "docker0\t4003F40A\t00000000\t0001\t0\t0\t0\tC0FFFFFF\t0\t0\t0";
    private const string Peer = "eth0\t8003F40A\t02004D0A\t0003\t0\t0\t0\tC0FFFFFF\t0\t0\t0";

    [Fact]
    public void A_host_with_docker0_and_routes_to_others_uses_its_subnet() =>
        Assert.Equal([Prefix.Parse("10.244.3.64/26")], KernelRoutes.Parse([Columns, Underlay, Bridge, Peer]).InUse);

    [Fact]
    public void A_host_without_routes_to_others_is_fenced() =>
        Assert.Empty(KernelRoutes.Parse([Columns, Underlay, Bridge]).InUse);

    [Fact]
    public void A_default_route_leads_to_no_other_node() =>
        Assert.Empty(KernelRoutes.Parse([Columns, Underlay, Bridge, "eth0\t00000000\t01004D0A\t0003\t0\t0\t0\t00000000\t0\t0\t0"]).InUse);
}
