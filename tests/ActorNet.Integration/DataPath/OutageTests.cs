using System.Globalization;
using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>
/// Everything of ActorNet's is killed while containers of real Docker engines on two hosts ping each other: neither the outage nor its end loses a packet. How long it lasts is counted in pings, five a
/// second; <c>outage.sh</c> in this project's folder makes it five minutes, as long as nobody renews a lease of the default time to live.
/// </summary>
public sealed class OutageTests
{
    private const string PingsVariable = "ACTORNET_OUTAGE_PINGS";
    private const int FewPings = 25;

    [Theory]
    [InlineData("host-gw")]
    [InlineData("vxlan")]
    public async Task Neither_while_no_coordinator_and_no_agent_lives_nor_when_they_come_back_is_a_packet_lost(string backend)
    {
        var pings = int.TryParse(Environment.GetEnvironmentVariable(PingsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : FewPings;
        await using var cluster = await Cluster.StartWithAsync(2, ["--backend", backend]);
        using var directory = new TemporaryDirectory();
        await using var one = await DockerEngine.StartAsync(cluster.Nodes[0], directory.Combine("1"));
        await using var two = await DockerEngine.StartAsync(cluster.Nodes[1], directory.Combine("2"));
        var (first, second) = (await one.RunContainerAsync(), await two.RunContainerAsync());
        Assert.True(await one.CanPingAsync(second) && await two.CanPingAsync(first), cluster.Logs); // neighbours are known from here on
        var (subnets, host) = (await cluster.SubnetsAsync(), await LookAsync(cluster));

        await cluster.KillCoordinatorAsync();
        foreach (var node in cluster.Nodes)
        {
            await node.Agent!.KillAsync();
        }

        await Task.WhenAll(NothingIsLostAsync(one, second, pings), NothingIsLostAsync(two, first, pings));
        Assert.All(cluster.Nodes, node => Assert.True(node.Agent!.HasExited));
        Assert.Equal(host, await LookAsync(cluster));

        var back = ComeBackAsync(cluster);
        await Task.WhenAll(NothingIsLostUntilAsync(back, one, second), NothingIsLostUntilAsync(back, two, first));
        Assert.Equal(subnets, await cluster.SubnetsAsync());
        Assert.Equal(host, await LookAsync(cluster));
    }

    private static async Task ComeBackAsync(Cluster cluster)
    {
        cluster.StartCoordinator();
        foreach (var node in cluster.Nodes)
        {
            Cluster.StartAgent(node);
        }

        await Eventually.HoldsAsync("an answer of the coordinator", cluster.IsServingAsync, evidence: () => cluster.Logs);
        await Eventually.HoldsAsync(
            "the agents' word that they hold their leases",
            () => Task.FromResult(cluster.Nodes.All(node => node.Agent!.Log.Contains("Holding", StringComparison.Ordinal))),
            evidence: () => cluster.Logs);
    }

    private static async Task NothingIsLostUntilAsync(Task end, DockerEngine from, string to)
    {
        bool isOver;
        do
        {
            isOver = end.IsCompleted;
            await NothingIsLostAsync(from, to, FewPings);
        }
        while (!isOver);

        await end;
    }

    private static async Task NothingIsLostAsync(DockerEngine from, string to, int pings)
    {
        var result = await Shell.TryRunAsync("nsenter", $"--net=/proc/{await from.ProcessAsync()}/ns/net", "ping", "-q", "-i", "0.2", "-W", "10", "-c", $"{pings}", to);
        Assert.True(result.Output.Contains($"{pings} packets transmitted, {pings} received, 0% packet loss", StringComparison.Ordinal), $"{result.Output}{result.Error}");
        TestContext.Current.SendDiagnosticMessage(result.Output);
    }

    /// <summary>What the hosts have for the nodes' sake: addresses, and routes to each other.</summary>
    private static async Task<string> LookAsync(Cluster cluster)
    {
        var parts = new List<string>();
        foreach (var node in cluster.Nodes)
        {
            parts.Add($"{node.Name}: {string.Join(", ", await node.Docker0AddressesAsync())}; {string.Join(", ", await node.RoutesAsync())}");
        }

        return string.Join('\n', parts);
    }
}
