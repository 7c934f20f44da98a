using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class ThreeNodesTests
{
    [Fact]
    public async Task Every_node_reaches_every_other_nodes_bridge()
    {
        using var lab = new Lab(hosts: 3);
        await using var coordinator = new ScriptedCoordinator(lab);
        await coordinator.StartAsync();
        List<AgentNode> nodes = [];
        try
        {
            foreach (var number in Enumerable.Range(1, 3))
            {
                coordinator.Leases.Assign($"n{number}", $"10.244.{number}.0/24");
                nodes.Add(new AgentNode(lab[number], $"n{number}", coordinator.Url));
                nodes[^1].Start();
            }

            foreach (var (node, number) in nodes.Select((node, index) => (node, index + 1)))
            {
                await node.HoldsAsync($"10.244.{number}.1/24");
                await node.HasRoutesAsync([.. Enumerable.Range(1, 3).Where(other => other != number).Select(other => $"10.244.{other}.0/24 via 10.77.0.{other} dev eth0")]);
            }

            foreach (var from in Enumerable.Range(1, 3))
            {
                foreach (var to in Enumerable.Range(1, 3).Where(to => to != from))
                    await Eventually.IsTrue(() => lab[from].CanPing($"10.244.{to}.1", source: $"10.244.{from}.1"), $"{from} reaches {to}", () => nodes[from - 1].Log);
            }
        }
        finally
        {
            nodes.ForEach(node => node.Dispose());
        }
    }
}
