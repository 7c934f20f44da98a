using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed partial class StatusTests : SingleNodeLab
{
    private static readonly IPEndPoint Address = IPEndPoint.Parse("127.0.0.1:7412");

    [Fact]
    public async Task The_status_shows_lease_host_and_nodes()
    {
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);

        Assert.Equal(ExitCodes.Success, await ShowAsync());
        var status = await Node.Pages.StatusAsync();

        Assert.Equal(("n1", true, true), ((string?)status["agent"]!["node"], (bool)status["agent"]!["ready"]!, (bool)status["agent"]!["alive"]!));
        Assert.Equal(("Held", "10.244.1.0/24"), ((string?)status["lease"]!["state"], (string?)status["lease"]!["subnets"]![0]));
        Assert.InRange((double)status["lease"]!["remainingSeconds"]!, 1, (double)status["lease"]!["timeToLiveSeconds"]!);
        Assert.Equal((true, "docker0", "10.244.1.1/24"), ((bool)status["host"]!["right"]!, (string?)status["host"]!["bridge"], (string?)status["host"]!["bridgeAddresses"]![0]));
        await Eventually.IsTrue(async () => await Node.Pages.StatusAsync() is var now && (int)now["peers"]!["count"]! == 2 && (int)now["host"]!["routesRight"]! == 1, "both nodes are shown");
        await Eventually.IsTrue(async () => (await Node.Pages.ReadAsync("/status")).Content is var table && table.Contains("Holding 10.244.1.0/24") && table.Contains("Held since"), "the table says so too");
    }

    [Fact]
    public async Task An_agent_without_a_lease_lives_and_is_not_ready()
    {
        await Coordinator.StopAsync();
        Node.Start();

        var why = await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.ServiceUnavailable, () => Node.Log);

        Assert.Contains("holds no lease", why);
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Node.Pages.ReadAsync("/healthz"));
        Assert.Equal(ExitCodes.NotReady, await ShowAsync());
        await Coordinator.StartAsync();
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);
    }

    [Fact]
    public async Task A_lapsed_lease_makes_the_node_unready_until_it_is_back()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start();
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);

        await Coordinator.StopAsync();
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.ServiceUnavailable, () => Node.Log);
        await Eventually.IsTrue(async () => (string?)(await Node.Pages.StatusAsync())["lease"]!["state"] == "Lapsed", "the state is Lapsed");

        await Coordinator.StartAsync();
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);
    }

    [Fact]
    public async Task A_host_that_cannot_be_made_what_the_lease_says_makes_the_node_unready_and_is_a_problem_with_its_time()
    {
        Node.Start();
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);

        await Node.Process.PauseAsync(); // it would be back between the two
        File.Delete(Node.SubnetFile);
        Directory.CreateDirectory(Node.SubnetFile);
        Node.Process.Resume();
        var why = await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.ServiceUnavailable, () => Node.Log);

        Assert.Contains("read back", why);
        var problem = Assert.Single((await Node.Pages.StatusAsync())["host"]!["problems"]!.AsArray());
        Assert.Contains(Node.SubnetFile, (string?)problem!["message"]);
        Assert.True(DateTimeOffset.Parse((string)problem["since"]!, System.Globalization.CultureInfo.InvariantCulture) <= DateTimeOffset.UtcNow);
        Directory.Delete(Node.SubnetFile);
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);
    }

    [Fact]
    public async Task Metrics_are_in_the_format_of_Prometheus_and_say_what_happened()
    {
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => IsServedAsync("/metrics"), "they are served", () => Node.Log);
        Dictionary<string, double> metrics = [];
        await Eventually.IsTrue(
            async () => (metrics = await MetricsAsync())["actornet_agent_renewals_total{result=\"answered\"}"] >= 1 && metrics["actornet_agent_routes{state=\"right\"}"] == 1,
            "a renewal is counted, and so is a route",
            () => Node.Log);

        Assert.Equal(1, metrics["actornet_agent_lease_state{state=\"Held\"}"]);
        Assert.Equal(0, metrics["actornet_agent_lease_state{state=\"Lapsed\"}"]);
        Assert.Equal(30, metrics["actornet_agent_lease_time_to_live_seconds"]);
        Assert.Equal(1, metrics["actornet_agent_grants_total{result=\"taken\"}"]);
        Assert.Equal(1, metrics["actornet_agent_ready"]);
        Assert.Equal(0, metrics["actornet_agent_drift_mended_total{kind=\"route\"}"]);
        Node.Host.Ip("route delete 10.244.2.0/24");
        await Eventually.IsTrue(async () => (await MetricsAsync())["actornet_agent_drift_mended_total{kind=\"route\"}"] == 1, "a route that was deleted by hand is mended and counted", () => Node.Log);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_tried_again_and_nothing_else_suffers()
    {
        using (NamespaceSocket.Listen(Node.Host.Namespace, Address))
        {
            Node.Start();
            await Node.HoldsAsync("10.244.1.1/24");
            await Eventually.IsTrue(() => Node.Log.Contains("not served at 127.0.0.1:7412"), "that is said", () => Node.Log);
            await Node.Pages.BecomesAsync("/healthz", HttpStatusCode.OK, () => Node.Log);
        }

        await Eventually.IsTrue(() => IsServedAsync("/healthz"), "it is served at last", () => Node.Log);
    }

    [Fact]
    public async Task Clients_that_say_nothing_keep_nobody_else_out_for_long()
    {
        Node.Start();
        await Eventually.IsTrue(() => IsServedAsync("/healthz"), "it is served", () => Node.Log);
        var silent = Enumerable.Range(0, 40).Select(_ => NamespaceSocket.Connect(Node.Host.Namespace, Address)).ToList();

        await Eventually.IsTrue(() => IsServedAsync("/healthz"), "it is served again", () => Node.Log);

        silent.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Without_an_agent_the_command_says_where_it_looked()
    {
        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("status"));

        Assert.Contains(Path.Combine(Node.StateDirectory, "status.sock"), Node.Process.Log);
    }

    [Fact]
    public async Task Without_an_address_only_the_socket_is_served()
    {
        Node.Start("--status-address", "");
        await Node.Pages.BecomesAsync("/readyz", HttpStatusCode.OK, () => Node.Log);

        Assert.False(await IsServedAsync("/healthz"));
    }

    private async Task<int> ShowAsync(params string[] flags)
    {
        using var status = AgentProcess.Start(Node.Host, [], "status", ["--node-id", "n1", "--state-directory", Node.StateDirectory, .. flags]);
        return await status.ExitAsync();
    }

    private async Task<bool> IsServedAsync(string path)
    {
        try
        {
            return (await AgentPages.ReadAsync(Node.Host, Address, path)).Status == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is SocketException or HttpRequestException)
        {
            return false;
        }
    }

    private async Task<Dictionary<string, double>> MetricsAsync()
    {
        var text = (await AgentPages.ReadAsync(Node.Host, Address, "/metrics")).Content;
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[line.LastIndexOf(' ')..], System.Globalization.CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^(# HELP [a-z_]+ .+|# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.eE+-]+)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
