using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class StartTests : SingleNodeLab
{
    [Fact]
    public async Task A_second_agent_on_the_same_state_directory_ends_with_a_clear_error()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run"));

        Assert.Contains("another actornet-agent holds the state directory", Node.Process.Log);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("release")]
    [InlineData("cleanup")]
    public async Task A_second_agent_on_the_same_host_ends_with_a_clear_error(string command)
    {
        using var directory = new TemporaryDirectory();
        Leases.Assign("n9", "10.244.9.0/24");
        string[] other = ["--node-id", "n9", "--state-directory", directory["state"]];
        Node.Start(other);
        await Node.HoldsAsync("10.244.9.1/24");
        await Node.Process.StopAsync();
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        var first = Node.Process;

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync(command, other));

        Assert.Contains("another actornet-agent (process ", Node.Process.Log);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.Equal(["10.244.1.0/24"], Node.Host.Held() ?? []);
        Assert.Empty(Leases.Releases);
        Assert.Equal(ExitCodes.Success, await first.StopAsync());
    }

    [Fact]
    public async Task An_agent_that_leaves_the_kernel_alone_lives_and_ends_beside_another_one()
    {
        using var directory = new TemporaryDirectory();
        Leases.Assign("n9", "10.244.9.0/24");
        string[] other = ["--node-id", "n9", "--state-directory", directory["state"], "--backend", "alloc", "--subnet-file", directory["subnet.env"], "--docker-options-file", "", "--status-address", ""];
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        var mended = await MendedAsync();
        Node.Start([.. other, "--release-on-stop", "true"]);
        await Eventually.IsTrue(() => File.Exists(directory["subnet.env"]), "it has its file", () => Node.Log);

        Assert.Equal(ExitCodes.Success, await Node.Process.StopAsync());
        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release", other));
        Assert.False(File.Exists(directory["subnet.env"]));
        Assert.Equal(["10.244.1.0/24"], Node.Host.Held() ?? []);
        Assert.Equal(mended, await MendedAsync());

        async Task<int> MendedAsync() => (int)(await Node.Pages.StatusAsync())["fence"]!["mended"]!;
    }

    [Fact]
    public async Task A_stranger_who_has_the_name_by_which_agents_notice_one_another_keeps_none_from_starting()
    {
        using var stranger = NamespaceSocket.Bind(Node.Host.Namespace, "\0actornet-agent");

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Contains("a second agent on this host would not be noticed", Node.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_waits_for_its_configuration_can_be_ended()
    {
        using var directory = new TemporaryDirectory();
        Command.Run("mkfifo", directory["agent.json"]);
        Node.Start("--config", directory["agent.json"]);
        await using (new FileStream(directory["agent.json"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) // which opens when the agent has begun to read, and locks nobody out
            Assert.Equal(128 + 15, await Node.Process.StopAsync());
    }

    [Fact]
    public async Task Wrong_options_are_all_named()
    {
        var code = await Node.RunAsync("run", "--mtu", "5", "--backend", "ipip", "--pool", "No!", "--coordinators", "nowhere");

        Assert.Equal(ExitCodes.Configuration, code);
        Assert.All(["mtu (flag --mtu)", "backend (flag --backend)", "pool (flag --pool)", "coordinators (flag --coordinators)"], text => Assert.Contains(text, Node.Process.Log));
    }

    [Theory]
    [InlineData(">&- 2>&-")]
    [InlineData(">/dev/full 2>/dev/full")]
    public void The_exit_code_says_what_is_wrong_where_nothing_else_can(string redirections) =>
        Assert.Equal(ExitCodes.Configuration, Command.Try("sh", "-c", $"exec \"$0\" run --mtu 5 {redirections}", AgentProcess.Program).Code);

    [Fact]
    public async Task An_unknown_flag_is_a_configuration_error() => Assert.Equal(ExitCodes.Configuration, await Node.RunAsync("run", "--nonsense"));

    [Fact]
    public async Task An_interface_that_is_not_there_is_named()
    {
        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run", "--interface", "eth9"));

        Assert.Contains("there is no interface for --interface eth9", Node.Process.Log);
    }

    [Fact]
    public async Task Several_interfaces_without_a_default_route_have_to_be_chosen_from()
    {
        Node.Host.Ip("link add other type bridge");
        Node.Host.Ip("address add 10.78.0.1/24 dev other");

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run"));

        Assert.Contains("--interface", Node.Process.Log);
    }

    [Fact]
    public void Without_the_right_to_change_the_network_the_agent_says_so()
    {
        var (code, _, error) = Command.Try(
            "setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin", AgentProcess.Program, "--node-id", "n1", "--state-directory", Node.StateDirectory);

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("CAP_NET_ADMIN", error);
    }

    [Fact]
    public async Task A_state_directory_of_another_node_is_refused_until_it_is_released()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run", "--node-id", "n9"));

        Assert.Contains("belongs to node 'n1'", Node.Process.Log);
        Leases.Assign("n9", "10.244.9.0/24");
        await Node.RunAsync("release");
        Node.Start("--node-id", "n9");
        await Node.HoldsAsync("10.244.9.1/24");
    }

    [Fact]
    public async Task An_agent_that_cannot_write_its_state_still_starts_with_what_it_saved()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        Directory.CreateDirectory(Path.Combine(Node.StateDirectory, ".state.json.new")); // root writes wherever a disk is not full; not here
        Node.Host.Ip("link delete docker0");

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
    }

    [Fact]
    public async Task A_damaged_state_file_is_put_aside_and_the_agent_starts_as_new()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        var file = Path.Combine(Node.StateDirectory, "state.json");
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Equal("{}", await File.ReadAllTextAsync($"{file}.damaged-1", TestContext.Current.CancellationToken));
        Assert.NotEqual(Leases.Acquires.First().Instance, Leases.Acquires.Last().Instance);
    }
}
