using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class MovePlanTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task A_plan_that_takes_space_says_who_has_to_move_and_whether_there_is_room_for_each_length()
    {
        await client.CreatePoolAsync("moves-plan", "10.160.0.0/22", pool =>
        {
            pool.Cidrs.Add("10.161.0.0/23");
            pool.Ipv4PrefixLength = 24;
            pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 23, Longest = 26 };
        });
        await client.AcquireAsync("moves-plan", "small", change: request =>
        {
            request.Ipv4PrefixLength = 26;
            request.PreferredSubnets.Add("10.160.0.0/26");
        });
        await client.AcquireAsync("moves-plan", "usual", change: request => request.PreferredSubnets.Add("10.160.1.0/24"));
        await client.AcquireAsync("moves-plan", "stays", change: request => request.PreferredSubnets.Add("10.161.0.0/24"));

        var plan = await client.PlanAsync(new Pool { Name = "moves-plan", Cidrs = { "10.161.0.0/23" } });
        var larger = await client.PlanAsync(new Pool { Name = "moves-plan", Cidrs = { "10.160.0.0/22" } });

        Assert.Equal(["small", "usual"], plan.NodesToRenumber);
        Assert.Equal([(24, 1, 1, true), (26, 1, 4, false)], plan.MoveNeeds.Select(need => (need.PrefixLength, (int)need.Subnets, (int)need.Fits, need.IsEnough)));
        Assert.Equal([(24, 1, 2, true)], larger.MoveNeeds.Select(need => (need.PrefixLength, (int)need.Subnets, (int)need.Fits, need.IsEnough)));
    }

    [Fact]
    public async Task What_is_kept_for_other_nodes_is_no_room()
    {
        await client.CreatePoolAsync("moves-kept", "10.162.0.0/23", pool =>
        {
            pool.Cidrs.Add("10.163.0.0/23");
            pool.Ipv4PrefixLength = 24;
            pool.Headroom = new Headroom { Subnets = 2, NodeSelector = { ["tier"] = "gold" } };
        });
        await client.AcquireAsync("moves-kept", "node", change: request => request.PreferredSubnets.Add("10.162.0.0/24"));

        var plan = await client.PlanAsync(new Pool { Name = "moves-kept", Cidrs = { "10.163.0.0/23" } });

        Assert.Equal([(1, 0, false)], plan.MoveNeeds.Select(need => ((int)need.Subnets, (int)need.Fits, need.IsEnough)));
    }

    [Fact]
    public async Task A_plan_that_takes_nothing_has_nobody_move()
    {
        await client.CreatePoolAsync("moves-none", "10.164.0.0/22");
        await client.AcquireAsync("moves-none", "node");

        Assert.Empty((await client.PlanAsync(new Pool { Name = "moves-none", Ipv4PrefixLength = 25 })).MoveNeeds);
    }
}
