namespace ActorNet.Integration.Deploy;

/// <summary>The images and <c>docker-compose.yml</c>, really built and run.</summary>
public sealed class ComposeTests(ComposeProject project) : IClassFixture<ComposeProject>
{
    [Fact]
    public async Task The_docker0_of_one_node_reaches_that_of_the_other()
    {
        await project.EventuallyAsync("docker0 and routes in both nodes", NodesReachEachOtherAsync);
        await project.EventuallyAsync("both nodes healthy", async () => await IsHealthyAsync("node-1") && await IsHealthyAsync("node-2"));
    }

    [Fact]
    public async Task Coordinators_scale_from_one_to_five_and_back_to_two()
    {
        await project.ScaleAsync(1);
        await project.ScaleAsync(5);
        await project.ScaleAsync(2);
    }

    [Fact]
    public async Task A_coordinator_that_dies_is_started_again_and_joins()
    {
        await project.ScaleAsync(2);
        var victim = (await project.ContainersAsync("coordinator"))[0];
        var restarts = await RestartsAsync(victim);

        await project.KillAsync(victim);

        await project.EventuallyAsync("a restart", async () => await RestartsAsync(victim) == restarts + 1);
        await project.ScaleAsync(2);
    }

    [Fact]
    public async Task A_coordinator_has_no_rights_and_an_agent_only_those_over_its_network()
    {
        Assert.Equal("0000000000000000", await CapabilitiesAsync("coordinator"));
        Assert.Equal("0000000000001000", await CapabilitiesAsync("node-1"));
    }

    private async Task<bool> NodesReachEachOtherAsync()
    {
        var (one, two) = (await project.Docker0Async("node-1"), await project.Docker0Async("node-2"));
        return one is not null && two is not null && await CanPingAsync("node-1", one, two) && await CanPingAsync("node-2", two, one);
    }

    private async Task<bool> CanPingAsync(string node, string from, string to) =>
        (await project.TryInsideAsync(node, "ping", "-c", "1", "-W", "2", "-q", "-I", from, to)).ExitCode == 0;

    private async Task<bool> IsHealthyAsync(string service) =>
        await project.InspectAsync((await project.ContainersAsync(service)).Single(), "{{.State.Health.Status}}") == "healthy";

    private async Task<int> RestartsAsync(string container) => int.Parse(await project.InspectAsync(container, "{{.RestartCount}}"));

    private async Task<string> CapabilitiesAsync(string service)
    {
        var container = (await project.ContainersAsync(service))[0];
        var status = await File.ReadAllLinesAsync($"/proc/{await project.InspectAsync(container, "{{.State.Pid}}")}/status");
        return status.Single(line => line.StartsWith("CapEff:", StringComparison.Ordinal)).Split('\t')[1];
    }
}
