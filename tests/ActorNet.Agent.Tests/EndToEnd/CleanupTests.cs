using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class CleanupTests : SingleNodeLab
{
    [Fact]
    public async Task Cleanup_removes_what_is_ours_and_keeps_the_lease()
    {
        Node.Host.Ip("route add 10.244.78.0/24 via 10.77.0.8 proto static");
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Node.Process.StopAsync();

        Assert.Equal(ExitCodes.Success, await Node.RunAsync("cleanup"));

        Assert.False(Node.Host.HasLink("docker0"));
        Assert.Empty(Node.Host.Routes());
        Assert.False(File.Exists(Node.SubnetFile));
        Assert.False(File.Exists(Node.DockerOptionsFile));
        Assert.Equal(["10.244.78.0/24 via 10.77.0.8 dev eth0"], Node.Host.Routes("static"));
        Assert.Empty(Leases.Releases);
        Assert.Equal(ExitCodes.Success, await Node.RunAsync("cleanup"));

        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Single(Leases.Acquires.Select(acquire => acquire.BurntEpoch).Distinct());
    }

    [Fact]
    public async Task Cleanup_is_refused_while_the_daemon_runs()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("cleanup"));

        Assert.Contains("another actornet-agent holds the state directory", Node.Process.Log);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
    }

    [Fact]
    public async Task A_directory_that_somebody_has_put_in_the_place_of_a_file_keeps_nothing_else_from_being_removed()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        File.Delete(Node.DockerOptionsFile);
        Directory.CreateDirectory(Node.DockerOptionsFile);

        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));

        Assert.True(Directory.Exists(Node.DockerOptionsFile));
        Assert.Null(Node.Host.Held());
    }
}
