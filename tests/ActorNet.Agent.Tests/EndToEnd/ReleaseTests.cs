using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class ReleaseTests : SingleNodeLab
{
    private const int Attempts = 5;

    /// <summary>What was released; what is not answered for a while is sent again.</summary>
    private IEnumerable<ReleaseLeaseRequest> Released => Leases.Releases.DistinctBy(request => request.RequestId);

    [Fact]
    public async Task Release_ends_the_lease_and_removes_what_the_agent_made()
    {
        Node.Host.Ip("route add 10.244.78.0/24 via 10.77.0.8 proto static");
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();

        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));

        AssertClean();
        Assert.Equal(["10.244.78.0/24 via 10.77.0.8 dev eth0"], Node.Host.Routes("static"));
        var release = Assert.Single(Released);
        Assert.Equal(16, release.Instance.Length);
        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));
        Assert.Single(Released);
    }

    [Fact]
    public async Task A_released_node_gets_a_higher_epoch()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        await Node.RunAsync("release");

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Equal(Assert.Single(Released).Epoch, Leases.Acquires.Last().BurntEpoch);
    }

    [Fact]
    public async Task Release_is_refused_while_the_daemon_runs()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("release"));

        Assert.Contains("another actornet-agent holds the state directory", Node.Process.Log);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.Empty(Leases.Releases);
    }

    [Fact]
    public async Task Without_a_coordinator_release_cleans_the_host_and_can_be_repeated()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        await Coordinator.StopAsync();

        Assert.Equal(ExitCodes.ReleaseUnanswered, await Node.RunAsync("release"));
        AssertClean();

        await Coordinator.StartAsync();
        var code = await Node.RunAsync("release");
        Assert.True(code == ExitCodes.Success, Node.Log);
        Assert.Single(Released);
    }

    [Fact]
    public async Task With_release_on_stop_the_agent_leaves_nothing()
    {
        // Whoever stops waits for an answer for a second and a half only; a machine may stall for longer, but not every time.
        var code = ExitCodes.ReleaseUnanswered;
        for (var attempt = 0; attempt < Attempts && code == ExitCodes.ReleaseUnanswered; attempt++)
        {
            Leases.Releases.Clear();
            Node.Start("--release-on-stop", "true");
            await Node.HoldsAsync("10.244.1.1/24");

            code = await Node.Process.StopAsync();

            AssertClean();
        }

        Assert.Equal(ExitCodes.Success, code);
        Assert.Single(Released);
    }

    [Fact]
    public async Task A_bridge_that_somebody_else_made_is_used_and_left()
    {
        Node.Host.Ip("link add docker0 type bridge");
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();

        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));

        Assert.True(Node.Host.HasLink("docker0"));
        Assert.Empty(Node.Host.Addresses("docker0"));
    }

    [Fact]
    public async Task A_bridge_with_somebody_elses_address_is_reported_and_not_touched()
    {
        Node.Host.Ip("link add docker0 type bridge");
        Node.Host.Ip("address add 172.17.0.1/16 dev docker0");
        Node.Start();

        await Eventually.IsTrue(() => Node.Log.Contains("somebody gave it 172.17.0.1/16"), "it is reported", () => Node.Log);
        Assert.Equal(["172.17.0.1/16"], Node.Host.Addresses("docker0"));
        Assert.False(File.Exists(Node.SubnetFile));

        Node.Host.Ip("address delete 172.17.0.1/16 dev docker0");
        await Node.HoldsAsync("10.244.1.1/24");
    }

    private void AssertClean()
    {
        Assert.False(Node.Host.HasLink("docker0"));
        Assert.Empty(Node.Host.Routes());
        Assert.False(File.Exists(Node.SubnetFile));
        Assert.False(File.Exists(Node.DockerOptionsFile));
    }
}
