using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class NodeSelectorTests(RunningCoordinator coordinator)
{
    // All tests share one coordinator: selectors of different tests contradict each other in this label.
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task A_node_that_names_no_pool_gets_its_subnet_from_the_most_specific_one_that_its_labels_select()
    {
        await client.CreatePoolAsync("select-zone", "10.130.0.0/16", pool => pool.NodeSelector.Add("select", "1"));
        await client.CreatePoolAsync("select-rack", "10.131.0.0/16", pool =>
        {
            pool.NodeSelector.Add("select", "1");
            pool.NodeSelector.Add("rack", "7");
        });

        Assert.Equal("select-zone", await PoolOfAsync("zone", ("select", "1")));
        Assert.Equal("select-rack", await PoolOfAsync("rack", ("select", "1"), ("rack", "7"), ("other", "x")));
        Assert.Equal("default", await PoolOfAsync("nowhere", ("select", "0")));
        Assert.Equal("default", await PoolOfAsync("unlabelled"));
    }

    [Fact]
    public async Task A_node_that_names_its_pool_gets_its_subnet_there_whatever_its_labels()
    {
        await client.CreatePoolAsync("select-named", "10.132.0.0/16", pool => pool.NodeSelector.Add("select", "2"));
        await client.CreatePoolAsync("select-meant", "10.133.0.0/16");

        var lease = (await client.AcquireAsync("select-meant", "node", change: request => Label(request, ("select", "2")))).Lease;

        Assert.Equal("select-meant", lease.Pool);
    }

    [Fact]
    public async Task Selectors_that_could_tie_are_refused_with_the_other_pools_name()
    {
        await client.CreatePoolAsync("select-tie", "10.134.0.0/16", pool => pool.NodeSelector.Add("select", "3"));

        var creation = await Refused.WithAsync(
            ErrorReason.PoolSelectorTie,
            () => client.CreatePoolAsync("select-tied", "10.135.0.0/16", pool => pool.NodeSelector.Add("select", "3")));
        await client.CreatePoolAsync("select-tied", "10.135.0.0/16", pool => pool.NodeSelector.Add("select", "4"));
        var change = await Refused.WithAsync(
            ErrorReason.PoolSelectorTie,
            () => client.PlanAsync(new Pool { Name = "select-tied", NodeSelector = { ["select"] = "3" } }));

        Assert.Equal(("select-tie", "select=3"), (creation.Metadata["other_pool"], creation.Metadata["other_selector"]));
        Assert.Equal("select-tie", change.Metadata["other_pool"]);
    }

    private async Task<string> PoolOfAsync(string node, params (string Key, string Value)[] labels)
    {
        var answer = await client.AcquireAsync(string.Empty, $"select-{node}", change: request => Label(request, labels));
        Assert.Equal(answer.Lease.Pool, answer.Pool.Name);
        return answer.Lease.Pool;
    }

    private static void Label(AcquireLeaseRequest request, params (string Key, string Value)[] labels)
    {
        request.Attributes = new NodeAttributes();
        foreach (var (key, value) in labels)
        {
            request.Attributes.Labels.Add(key, value);
        }
    }
}
