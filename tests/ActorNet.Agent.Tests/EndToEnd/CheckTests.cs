using System.Text.Json.Nodes;
using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary><c>actornet-agent check</c> on one of two nodes.</summary>
public sealed class CheckTests : IAsyncLifetime
{
    private readonly Lab _lab = new(hosts: 2);
    private readonly List<AgentNode> _nodes = [];
    private ScriptedCoordinator _coordinator = null!;

    private AgentNode Node => _nodes[0];

    public async ValueTask InitializeAsync()
    {
        _coordinator = new ScriptedCoordinator(_lab);
        await _coordinator.StartAsync();
        foreach (var number in Enumerable.Range(1, 2))
        {
            _coordinator.Leases.Assign($"n{number}", $"10.244.{number}.0/24");
            _nodes.Add(new AgentNode(_lab[number], $"n{number}", _coordinator.Url));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Dispose());
        await _coordinator.DisposeAsync();
        _lab.Dispose();
    }

    [Fact]
    public async Task What_its_user_may_not_ask_could_not_be_found_out()
    {
        await StartBothAsync();

        var (code, output, error) = Command.Try(
            "ip", "netns", "exec", Node.Host.Namespace, "setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw", AgentProcess.Program, "check",
            "--node-id", "n1", "--state-directory", Node.StateDirectory, "--subnet-file", Node.SubnetFile, "--docker-options-file", Node.DockerOptionsFile, "--coordinators", _coordinator.Url);

        Assert.True(code == ExitCodes.CouldNotTell, output + error);
        Assert.Matches("unknown +node n2 at 10.77.0.2 +this user may send no packets to ask it", output);
    }

    [Fact]
    public async Task Where_all_is_right_it_says_so_of_each_thing()
    {
        await StartBothAsync();

        // The rules are not all there yet when the routes are.
        List<Seen> findings = [];
        await Eventually.IsTrue(
            async () =>
            {
                (var code, findings) = await CheckAsync();
                Assert.Equal(code == ExitCodes.Success, findings.All(finding => finding.Verdict == "ok"));
                return code == ExitCodes.Success;
            },
            "all is right",
            () => string.Join('\n', findings));

        Assert.Contains(new Seen("coordinator http://10.77.0.254:7410", "ok", "answers, version 1.2.3"), findings);
        Assert.Contains(new Seen("bridge docker0", "ok", "10.244.1.1/24"), findings);
        Assert.Contains(new Seen("node n2 at 10.77.0.2", "ok", "answers, packets of 1500 bytes as well"), findings);
        Assert.Contains(new Seen("node n2 over the overlay at 10.244.2.1", "ok", "answers, packets of 1500 bytes as well"), findings);
    }

    [Fact]
    public async Task What_is_wrong_with_the_host_is_named_with_what_mends_it()
    {
        await StartBothAsync();
        await Node.Process.StopAsync();
        Node.Host.Ip("address flush dev docker0");
        Node.Host.Ip("address add 172.17.0.1/16 dev docker0");
        Node.Host.Ip("route delete 10.244.2.0/24");
        Node.Host.WriteSysctl("net/ipv4/ip_forward", "0");
        File.Delete(Node.SubnetFile);

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("check"));

        Assert.Contains("it has 172.17.0.1/16 and should have 10.244.1.1/24", Node.Process.Log);
        Assert.Contains("-> somebody else gave it 172.17.0.1/16", Node.Process.Log);
        Assert.Contains("-> sysctl -w net/ipv4/ip_forward=1", Node.Process.Log);
        Assert.Contains("it is not there", Node.Process.Log);
        Assert.Matches("wrong +node n2 over the overlay at 10.244.2.1 +it does not answer", Node.Process.Log);
        Assert.Matches("[0-9]+ ok, [0-9]+ wrong, 0 unknown", Node.Process.Log);
    }

    [Fact]
    public async Task A_path_that_is_narrower_than_the_MTU_is_told_from_none()
    {
        await StartBothAsync();
        _lab.Switch.Ip("link set p2 mtu 1400");

        var (code, findings) = await CheckAsync();

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains(new Seen("node n2 at 10.77.0.2", "wrong", "it answers, but not to packets of 1500 bytes"), findings);
    }

    [Fact]
    public async Task A_node_that_the_coordinators_miss_as_well_is_nothing_that_is_wrong_here()
    {
        await StartBothAsync();
        _lab[2].Ip("link set eth0 down");
        _coordinator.Leases.Suspect("n2");

        var (code, findings) = await CheckAsync();

        Assert.Equal(ExitCodes.CouldNotTell, code);
        Assert.All(findings.Where(finding => finding.Subject.Contains("n2")), finding => Assert.Equal("unknown", finding.Verdict));
    }

    [Fact]
    public async Task Without_a_coordinator_the_host_is_looked_at_all_the_same()
    {
        await StartBothAsync();
        await _coordinator.StopAsync();

        var (code, findings) = await CheckAsync();

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Equal("wrong", findings.Single(finding => finding.Subject.StartsWith("coordinator ", StringComparison.Ordinal)).Verdict);
        Assert.Equal("unknown", findings.Single(finding => finding.Subject == "lease at the coordinators").Verdict);
        Assert.Contains(new Seen("bridge docker0", "ok", "10.244.1.1/24"), findings);
    }

    [Fact]
    public async Task A_host_without_a_lease_is_told_how_to_get_one()
    {
        var (code, findings) = await CheckAsync();

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains(findings, finding => finding is { Subject: "lease", Verdict: "wrong" } && finding.Facts.Contains("there is no state in"));
    }

    private async Task StartBothAsync()
    {
        _nodes.ForEach(node => node.Start());
        await _nodes[0].HoldsAsync("10.244.1.1/24");
        await _nodes[1].HoldsAsync("10.244.2.1/24");
        await _nodes[0].HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");
        await _nodes[1].HasRoutesAsync("10.244.1.0/24 via 10.77.0.1 dev eth0");
    }

    private async Task<(int Code, List<Seen> Findings)> CheckAsync()
    {
        var code = await Node.RunAsync("check", "-o", "json");
        var findings = JsonNode.Parse(Node.Process.Log)!.AsArray()
            .Select(item => new Seen($"{item!["subject"]}", $"{item["verdict"]}", $"{item["facts"]}"))
            .ToList();
        return (code, findings);
    }

    private sealed record Seen(string Subject, string Verdict, string Facts);
}
