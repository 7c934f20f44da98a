using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>Docker engines started on the docker0 that the agents made, with the options that they wrote.</summary>
public sealed class DockerTests
{
    [Fact]
    public async Task Containers_of_two_docker_engines_reach_each_other()
    {
        await using var cluster = await Cluster.StartAsync(2);
        using var directory = new TemporaryDirectory();
        await using var one = await DockerEngine.StartAsync(cluster.Nodes[0], directory.Combine("1"));
        await using var two = await DockerEngine.StartAsync(cluster.Nodes[1], directory.Combine("2"));

        var (first, second) = (await one.RunContainerAsync(), await two.RunContainerAsync());

        var subnets = await cluster.SubnetsAsync();
        Assert.StartsWith(subnets["node-1"].Replace("0/24", ""), first);
        Assert.StartsWith(subnets["node-2"].Replace("0/24", ""), second);
        Assert.True(await one.CanPingAsync(second), one.Log);
        Assert.True(await two.CanPingAsync(first), two.Log);
    }
}
