using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

public sealed class ContainersAcrossNodesTests
{
    [Fact]
    public async Task Containers_of_every_node_reach_those_of_every_other()
    {
        await using var cluster = await Cluster.StartAsync(3);
        var containers = new List<Container>();
        foreach (var node in cluster.Nodes)
        {
            containers.Add(await cluster.AddContainerAsync(node));
        }

        var pings =
            from source in containers
            from target in containers
            where source != target
            select source.CanPingAsync(target.Address);

        Assert.All(await Task.WhenAll(pings), Assert.True);
        Assert.Equal(3, (await cluster.SubnetsAsync()).Values.Distinct().Count());
    }
}
