using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>kill -9 of everything, in an order and at moments that a seed decides.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_kill_9_of_anything_every_node_has_the_same_subnet(int seed)
    {
        var random = new Random(seed);
        await using var cluster = await Cluster.StartAsync(3);
        var subnets = await cluster.SubnetsAsync();

        for (var i = 0; i < 6; i++)
        {
            if (random.Next(3) == 0)
            {
                await cluster.KillCoordinatorAsync();
                cluster.StartCoordinator();
            }
            else
            {
                var node = cluster.Nodes[random.Next(cluster.Nodes.Count)];
                await node.Agent!.KillAsync();
                await node.Host.TryRunAsync("ip", "link", "delete", "docker0"); // It may not be there again yet.
                Cluster.StartAgent(node);
            }
        }

        await cluster.ConvergeAsync();
        await Eventually.HoldsAsync("an answer of the coordinator", cluster.IsServingAsync, evidence: () => cluster.Logs);
        Assert.Equal(subnets, await cluster.SubnetsAsync());
        foreach (var node in cluster.Nodes)
        {
            Assert.Equal(subnets[node.Name].Replace(".0/24", ".1/24"), await node.Docker0Async());
        }
    }

    [Fact]
    public async Task With_no_coordinator_and_no_agent_packets_flow_and_a_restarted_agent_keeps_its_subnet()
    {
        await using var cluster = await Cluster.StartAsync(2);
        var (one, two) = (await cluster.AddContainerAsync(cluster.Nodes[0]), await cluster.AddContainerAsync(cluster.Nodes[1]));
        var docker0 = await cluster.Nodes[0].Docker0Async();

        await cluster.KillCoordinatorAsync();
        await cluster.Nodes[0].Agent!.KillAsync();
        Assert.True(await one.CanPingAsync(two.Address));
        Cluster.StartAgent(cluster.Nodes[0]);
        await cluster.Nodes[0].Host.IpAsync("link set docker0 down");

        await Eventually.HoldsAsync("the agent at work without a coordinator", () => one.CanPingAsync(two.Address), evidence: () => cluster.Logs);
        Assert.Equal(docker0, await cluster.Nodes[0].Docker0Async());
    }
}
