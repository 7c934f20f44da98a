using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Pools;

public sealed class PoolChangeTests
{
    [Fact]
    public async Task Only_what_is_given_changes_and_CIDRs_come_to_those_that_there_are()
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync(
            "pool", "plan", "edge", "--add-cidr", "10.1.0.0/16", "--ttl", "1h", "--ipv4-lengths", "22-26", "--node-selector", "zone=a", "--endpoint", service.Endpoint);

        Assert.Equal("", run.Error);
        var request = service.Script.Requests.OfType<PlanPoolChangeRequest>().Single();
        Assert.Equal(["ipv4_prefix_length_range", "time_to_live", "node_selector", "cidrs"], request.UpdateMask.Paths);
        Assert.Equal(["10.0.0.0/16", "10.1.0.0/16"], request.Pool.Cidrs);
        Assert.Equal((22, 26), (request.Pool.Ipv4PrefixLengthRange.Shortest, request.Pool.Ipv4PrefixLengthRange.Longest));
        Assert.Equal("a", request.Pool.NodeSelector["zone"]);
        Assert.Contains("time_to_live", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 nodes keep subnets that the pool would not give them any more, until they are renumbered:\n  a b\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("p1-abc", run.Output, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests.OfType<ApplyPoolPlanRequest>());
    }

    [Fact]
    public async Task A_CIDR_can_go_and_only_one_that_there_is()
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync(
            "pool", "plan", "edge", "--add-cidr", "10.1.0.0/16", "--remove-cidr", "10.0.0.0/16", "--endpoint", service.Endpoint);
        using var wrong = await CommandRun.ToEndAsync("pool", "plan", "edge", "--remove-cidr", "10.7.0.0/16", "--endpoint", service.Endpoint);

        Assert.Equal(["10.1.0.0/16"], service.Script.Requests.OfType<PlanPoolChangeRequest>().Single().Pool.Cidrs);
        Assert.Contains("10.7.0.0/16 is not a range of pool edge; give one of 10.0.0.0/16", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public async Task With_yes_the_plan_is_applied_and_the_pool_shown()
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync("pool", "update", "edge", "--ttl", "1h", "--yes", "--endpoint", service.Endpoint);

        Assert.Equal("p1-abc", service.Script.Requests.OfType<ApplyPoolPlanRequest>().Single().PlanId);
        Assert.StartsWith("Pool edge is changed.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("pool", "update", "edge", "--ttl", "1h")]
    [InlineData("pool", "delete", "edge")]
    public async Task Without_a_terminal_and_without_yes_nothing_is_asked_of_the_service(params string[] arguments)
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync([.. arguments, "--endpoint", service.Endpoint]);

        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("--node-selector", "zone")]
    [InlineData("--ipv4-lengths", "26-22")]
    [InlineData("--ipv4-lengths", "22-31")]
    [InlineData("--add-cidr", "10.1.2.3/16")]
    [InlineData("--yes")]
    [InlineData("--headroom", "16")]
    [InlineData("--headroom", "0:tier=gold")]
    [InlineData("--headroom", "1:tier=gold,tier=x")]
    [InlineData("--headroom", "1:tier=gold", "--no-headroom")]
    public async Task What_is_wrong_or_missing_is_said_before_anything_is_asked(params string[] options)
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync(["pool", "update", "edge", .. options, "--endpoint", service.Endpoint]);

        Assert.Empty(service.Script.Requests);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task A_plan_that_is_outdated_is_refused()
    {
        await using var service = await StartAsync();
        service.Script.ApplyPoolPlan = _ => throw new ServiceError(ErrorReason.PlanOutdated, "the pool has changed since").ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "apply", "p1-abc", "--endpoint", service.Endpoint);

        Assert.Contains("PLAN_OUTDATED", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Theory]
    [InlineData("cordon", true)]
    [InlineData("uncordon", false)]
    public async Task A_pool_is_cordoned_and_opened(string verb, bool cordoned)
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync("pool", verb, "edge", "--endpoint", service.Endpoint);

        var request = service.Script.Requests.OfType<PlanPoolChangeRequest>().Single();
        Assert.Equal((["cordoned"], cordoned), (request.UpdateMask.Paths, request.Pool.Cordoned));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_deleted_pool_is_told_as_it_last_was()
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync("pool", "delete", "edge", "--yes", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal("edge", service.Script.Requests.OfType<DeletePoolRequest>().Single().Name);
        Assert.Equal("edge", JsonParser.Default.Parse<Pool>(run.OutputJson.ToJsonString()).Name);
    }

    [Fact]
    public async Task A_pool_that_was_there_and_is_not_found_any_more_is_deleted()
    {
        await using var service = await StartAsync();
        service.Script.DeletePool = _ => throw new ServiceError(ErrorReason.PoolNotFound, "there is no pool 'edge'").ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "delete", "edge", "--yes", "--endpoint", service.Endpoint);

        Assert.Equal("Pool edge is gone. 'actornet history --pool edge' shows what was.\n", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_pool_in_use_is_exit_code_1_and_the_error_says_who_uses_it()
    {
        await using var service = await StartAsync();
        service.Script.DeletePool = _ => throw new ServiceError(ErrorReason.PoolInUse, "2 nodes hold leases in pool 'edge', among them a, b").ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "delete", "edge", "--yes", "--endpoint", service.Endpoint);

        Assert.Contains("among them a, b (POOL_IN_USE)", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task At_a_terminal_the_plan_is_shown_and_no_leaves_everything_as_it_is()
    {
        await using var service = await StartAsync();

        using var run = CommandRun.StartInTerminal("pool", "update", "edge", "--ttl", "1h", "--endpoint", service.Endpoint);
        await run.WaitForOutputAsync("Change pool edge? [y/N]");
        run.Type("n\n");
        await run.WaitForEndAsync();

        Assert.Contains("time_to_live", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", run.Output, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests.OfType<ApplyPoolPlanRequest>());
    }

    [Fact]
    public async Task What_is_kept_for_certain_nodes_is_a_number_and_labels()
    {
        await using var service = await StartAsync();

        using var kept = await CommandRun.ToEndAsync("pool", "plan", "edge", "--headroom", "16:tier=gold,zone=a", "--endpoint", service.Endpoint);
        using var none = await CommandRun.ToEndAsync("pool", "plan", "edge", "--no-headroom", "--endpoint", service.Endpoint);

        var requests = service.Script.Requests.OfType<PlanPoolChangeRequest>().ToList();
        Assert.Equal(new Headroom { Subnets = 16, NodeSelector = { ["tier"] = "gold", ["zone"] = "a" } }, requests[0].Pool.Headroom);
        Assert.Null(requests[1].Pool.Headroom);
        Assert.All(requests, request => Assert.Equal(["headroom"], request.UpdateMask.Paths));
        Assert.Equal((0, 0), (kept.ExitCode, none.ExitCode));
    }

    [Fact]
    public async Task At_a_terminal_a_change_that_cannot_be_done_now_is_not_tried_without_a_question()
    {
        await using var service = await StartAsync();
        var plan = service.Script.PlanPoolChange!;
        service.Script.PlanPoolChange = request =>
        {
            var response = plan(request);
            response.Plan.Obstacle = "node a holds 10.0.1.0/24";
            return response;
        };

        using var run = CommandRun.StartInTerminal("pool", "update", "edge", "--ttl", "1h", "--endpoint", service.Endpoint);
        await run.WaitForEndAsync();

        Assert.Contains("node a holds 10.0.1.0/24 (CIDR_IN_USE)", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(service.Script.Requests.OfType<ApplyPoolPlanRequest>());
    }

    [Fact]
    public async Task Before_a_pool_is_deleted_its_reservations_are_told()
    {
        await using var service = await StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { new Reservation { Name = "gateways", Pool = "edge", Cidr = "10.0.7.0/24" } } };

        using var run = CommandRun.StartInTerminal("pool", "delete", "edge", "--endpoint", service.Endpoint);
        await run.WaitForOutputAsync("[y/N]");
        run.Type("n\n");
        await run.WaitForEndAsync();

        Assert.Contains("Its reservations end with it: 1, among them gateways of 10.0.7.0/24.", run.Output, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests.OfType<DeletePoolRequest>());
    }

    [Fact]
    public async Task A_plan_shows_where_hosts_have_routes_to_the_new_space_and_what_nobody_knows()
    {
        await using var service = await StartAsync();
        var plan = service.Script.PlanPoolChange!(new PlanPoolChangeRequest { Pool = new Pool { Name = "edge" } }).Plan;
        plan.RouteCheck = new RouteCheck
        {
            Overlaps = { new RouteOverlap { Cidr = "10.1.0.0/16", Route = "10.1.7.0/24", NodeId = "node-7", Pool = "edge" } },
            OverlapCount = 25,
            NodesKnown = 30,
            Unseen = { "the replica 10.9.9.9:7400: it cannot be reached" },
        };
        service.Script.PlanPoolChange = _ => new PlanPoolChangeResponse { Plan = plan };

        using var table = await CommandRun.ToEndAsync("pool", "plan", "edge", "--add-cidr", "10.1.0.0/16", "--endpoint", service.Endpoint);
        using var json = await CommandRun.ToEndAsync("pool", "plan", "edge", "--add-cidr", "10.1.0.0/16", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Matches(@"CIDR +ROUTE +NODE +POOL\n10\.1\.0\.0/16 +10\.1\.7\.0/24 +node-7 +edge\nand 24 more\nNot looked at: the replica 10\.9\.9\.9:7400: it cannot be reached\.\n", table.Output);
        Assert.Equal(plan.RouteCheck, JsonParser.Default.Parse<PoolPlan>(json.OutputJson.ToJsonString()).RouteCheck);
    }

    private static async Task<ScriptedService> StartAsync()
    {
        var service = await ScriptedService.StartAsync();
        service.Script.GetPool = request => new GetPoolResponse { Pool = Samples.Pool(request.Name, "10.0.0.0/16") };
        service.Script.PlanPoolChange = request => new PlanPoolChangeResponse
        {
            Plan = new PoolPlan
            {
                Id = "p1-abc",
                Pool = request.Pool.Name,
                Proposed = Samples.Pool(request.Pool.Name, "10.0.0.0/16"),
                Changes = { new PoolFieldChange { Field = "time_to_live", Before = "24h", After = "1h" } },
                NodesToRenumber = { "a", "b" },
                RenumberCount = 2,
            },
        };
        service.Script.ApplyPoolPlan = _ => new ApplyPoolPlanResponse { Pool = Samples.Pool("edge", "10.0.0.0/16") };
        service.Script.DeletePool = _ => new DeletePoolResponse();
        return service;
    }
}
