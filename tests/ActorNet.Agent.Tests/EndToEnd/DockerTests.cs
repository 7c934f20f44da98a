using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Eventually = ActorNet.Agent.Tests.Fixtures.Eventually;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>A real Docker engine beside the agent: how it comes to have the lease's subnet, and another one.</summary>
public sealed class DockerTests : DockerLab
{
    private const string Theirs = "{\n  \"debug\": false,\n  \"log-driver\": \"local\"\n}\n";

    [Fact]
    public async Task An_engine_that_starts_after_the_agent_has_the_subnet_and_a_release_leaves_its_file_as_it_was()
    {
        File.WriteAllText(Docker.ConfigFile, Theirs);
        Start("daemon-json", "never");
        await Node.HoldsAsync("10.244.1.1/24");
        await ConfiguresAsync("\"bip\": \"10.244.1.1/24\"");

        await Docker.StartAsync();
        Assert.Equal("10.244.1.2", await Docker.RunContainerAsync("one"));
        await AttestsAsync(DockerCondition.Agrees);

        Assert.Equal(0, await Node.Process.StopAsync());
        Assert.Equal(0, await Node.RunAsync("release", Flags("daemon-json", "never")));
        Assert.Equal(Theirs, File.ReadAllText(Docker.ConfigFile));
        Assert.Empty(Node.Host.Addresses("docker0"));
    }

    [Fact]
    public async Task With_another_mode_Dockers_file_is_as_it_was_and_each_option_is_in_one_place()
    {
        File.WriteAllText(Docker.ConfigFile, Theirs);
        Start("bridge", "never");
        await Node.HoldsAsync("10.244.1.1/24");
        Assert.True(File.Exists(Node.DockerOptionsFile));
        await Node.Process.StopAsync();

        Start("daemon-json", "never");
        await Eventually.IsTrue(() => File.ReadAllText(Docker.ConfigFile).Contains("10.244.1.1/24", StringComparison.Ordinal), "the file has the subnet", () => Node.Log);
        await Eventually.IsTrue(() => !File.Exists(Node.DockerOptionsFile), "the options file has not", () => Node.Log);
        await Node.Process.StopAsync();

        Start("bridge", "never");
        await Eventually.IsTrue(() => File.Exists(Node.DockerOptionsFile), "the options file has it again", () => Node.Log);
        Assert.Equal(Theirs, File.ReadAllText(Docker.ConfigFile));
        await Node.Process.StopAsync();

        Start("daemon-json", "never");
        await Eventually.IsTrue(() => File.ReadAllText(Docker.ConfigFile).Contains("10.244.1.1/24", StringComparison.Ordinal), "the file has it again", () => Node.Log);
        await Node.Process.StopAsync();
        Start("none", "never");
        await Eventually.IsTrue(() => File.ReadAllText(Docker.ConfigFile) == Theirs, "an agent that does not look at Docker leaves nothing in its file", () => Node.Log);
    }

    [Fact]
    public async Task Another_subnet_drains_the_containers_and_starts_them_again_on_it_oldest_first()
    {
        File.WriteAllText(Docker.ConfigFile, "{ \"live-restore\": true }");
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("one");
        await Docker.RunContainerAsync("two", "--restart", "always");
        await Docker.RunContainerAsync("three", "--network", "container:one");

        Renumber();

        await HasAsync(Second, "one", "three", "two");
        Assert.StartsWith("10.244.60.", await Docker.AddressOfAsync("one"), StringComparison.Ordinal);
        Assert.StartsWith("10.244.60.", await Docker.AddressOfAsync("two"), StringComparison.Ordinal);
        Assert.Equal("{ \"live-restore\": true, \"bip\": \"10.244.60.1/24\", \"mtu\": 1500, \"ip-masq\": true }", File.ReadAllText(Docker.ConfigFile));
        await AttestsAsync(DockerCondition.Agrees);
        Assert.DoesNotContain("has failed", Node.Log, StringComparison.Ordinal);
        await Eventually.IsTrue(() => Node.Host.Addresses("docker0") is ["10.244.60.1/24"], "docker0 has the new one only", Evidence);
    }

    [Fact]
    public async Task In_a_move_containers_go_to_the_new_subnet_while_the_node_has_both()
    {
        Leases.Pool.MoveWindow = new Google.Protobuf.WellKnownTypes.Duration { Seconds = 5 };
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("one");

        Leases.Move("n1", Second);

        await HasAsync(Second, "one");
        await Eventually.IsTrue(() => Node.Host.Addresses("docker0").SequenceEqual(["10.244.60.1/24"]), "docker0 has the new one only", () => Node.Log);
        Assert.StartsWith("10.244.60.", await Docker.AddressOfAsync("one"), StringComparison.Ordinal);
        Assert.Empty(Leases.Releases);
    }

    [Theory]
    [InlineData("stopping")]
    [InlineData("restarting Docker")]
    [InlineData("starting")]
    public async Task An_agent_that_is_killed_in_a_step_goes_on_with_it(string step)
    {
        await StartWithDockerAsync("daemon-json", "drain");
        await Docker.RunContainerAsync("one");
        await Docker.RunContainerAsync("two");

        Renumber();
        await Eventually.IsTrue(() => Node.Log.Contains($"{Second}: {step}", StringComparison.Ordinal), $"it is {step}", () => Node.Log);
        Node.Process.Kill();
        Start("daemon-json", "drain");

        await HasAsync(Second, "one", "two");
        await AttestsAsync(DockerCondition.Agrees);
        await Eventually.IsTrue(() => SavedState().Docker.Change is null, "the change is over", Evidence);
    }

    [Fact]
    public async Task While_containers_run_when_idle_waits_and_says_so_and_the_lease_lives_on()
    {
        await StartWithDockerAsync("daemon-json", "when-idle");
        await Docker.RunContainerAsync("one");

        Renumber();

        await AttestsAsync(DockerCondition.Conflict, First);
        await LogsAsync("1 containers run");
        Assert.Equal(First, await Docker.SubnetAsync());
        Assert.Empty(Leases.Releases);

        await Docker.RunAsync("rm", "--force", "one");
        await HasAsync(Second);
        await AttestsAsync(DockerCondition.Agrees);
    }

    [Fact]
    public async Task An_engine_that_does_not_come_up_is_put_back_with_its_file_and_its_containers()
    {
        await Docker.StartAsync();
        File.WriteAllText(Docker.ConfigFile, Theirs);
        await Docker.RunContainerAsync("one", "--restart", "always");
        var before = await Docker.SubnetAsync();
        File.WriteAllText(Docker.FlagsFile, "--bip=172.29.0.1/16"); // somebody has edited the unit: with a bip in the file as well it does not start

        Start("daemon-json", "drain");

        await LogsAsync("was put back, and Docker has come up with that");
        await RunsAsync("one");
        Assert.Equal(Theirs, File.ReadAllText(Docker.ConfigFile));
        Assert.Equal("172.29.0.0/16", await Docker.SubnetAsync());
        Assert.NotEqual(before, await Docker.SubnetAsync());
        await AttestsAsync(DockerCondition.Conflict, "put back");

        File.WriteAllText(Docker.FlagsFile, "");
        await Docker.StartAsync();
        await HasAsync(First, "one");
        await AttestsAsync(DockerCondition.Agrees);
    }

    [Fact]
    public async Task What_is_in_the_way_is_named()
    {
        await StartWithDockerAsync("daemon-json", "never", "{ \"live-restore\": true, \"default-address-pools\": [{ \"base\": \"172.30.0.0/16\", \"size\": 24 }] }");
        await Docker.RunContainerAsync("one");
        await Docker.RunAsync("network", "create", "--subnet", "10.244.99.0/24", "shop");
        await AttestsAsync(DockerCondition.Conflict, "'shop' has 10.244.99.0/24");
        await Docker.RunAsync("network", "rm", "shop");
        await AttestsAsync(DockerCondition.Agrees);

        Renumber();
        await AttestsAsync(DockerCondition.Conflict, "was started before");
        await Docker.StartAsync();
        await LogsAsync("live-restore is on");
        await AttestsAsync(DockerCondition.Conflict, "(one)");

        await Docker.RunAsync("stop", "one");
        await Docker.StartAsync();
        await Docker.RunAsync("start", "one");
        await AttestsAsync(DockerCondition.Agrees);
        Assert.StartsWith("10.244.60.", await Docker.AddressOfAsync("one"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_keeps_neither_the_lease_nor_the_start_and_is_not_touched()
    {
        File.WriteAllText(Docker.ConfigFile, "{ \"debug\": yes }");
        Start("daemon-json", "drain");

        await Node.HoldsAsync("10.244.1.1/24");
        await AttestsAsync(DockerCondition.Conflict, "not JSON");
        Assert.Equal("{ \"debug\": yes }", File.ReadAllText(Docker.ConfigFile));

        File.WriteAllText(Docker.ConfigFile, "{ \"debug\": false }");
        await AttestsAsync(DockerCondition.Absent);
        await ConfiguresAsync("10.244.1.1/24");
    }

    [Fact]
    public async Task With_the_options_file_an_engine_takes_docker0_as_it_is()
    {
        await StartWithDockerAsync("bridge", "drain");
        await Docker.RunContainerAsync("one");
        Assert.Equal("{}\n", File.ReadAllText(Docker.ConfigFile));

        Renumber();

        await HasAsync(Second, "one");
        await AttestsAsync(DockerCondition.Agrees);
        Assert.Equal("{}\n", File.ReadAllText(Docker.ConfigFile));
    }
}
