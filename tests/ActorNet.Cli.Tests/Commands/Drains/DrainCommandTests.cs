using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Drains;

public sealed class DrainCommandTests
{
    private readonly List<Reservation> reservations = [];
    private readonly List<string> cidrs = ["10.1.0.0/16", "10.2.0.0/16"];
    private readonly List<Lease> leases = [Samples.Lease("a", "10.1.0.0/24"), Samples.Lease("b", "10.2.0.0/24")];

    [Fact]
    public async Task A_drain_is_begun_once_however_often_it_is_started()
    {
        await using var service = await StartAsync();

        using var first = await RunAsync(service, "start", "--yes");
        using var second = await RunAsync(service, "start", "--yes");

        var reservation = Assert.Single(service.Script.Requests.OfType<CreateReservationRequest>()).Reservation;
        Assert.Equal(("drain-10.1.0.0-16", "edge", "10.1.0.0/16", true), (reservation.Name, reservation.Pool, reservation.Cidr, reservation.Drain));
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Matches(@"Nodes left: +1\n", first.Output);
        Assert.Matches(@"a +10\.1\.0\.0/24 +waits ", second.Output);
    }

    [Fact]
    public async Task At_a_terminal_the_plan_is_shown_with_its_nodes_and_whether_there_is_room_and_no_begins_nothing()
    {
        await using var service = await StartAsync();

        using var run = CommandRun.StartInTerminal("pool", "drain", "start", "edge", "--cidr", "10.1.0.0/16", "--endpoint", service.Endpoint);
        await run.WaitForOutputAsync("[y/N]");
        run.Type("n\n");
        await run.WaitForEndAsync();

        Assert.Contains("1 IPv4 subnets of /24 have to move; in the rest of the pool there is room for 0: NOT ENOUGH", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was begun", run.Output, StringComparison.Ordinal);
        Assert.Empty(reservations);
    }

    [Theory]
    [InlineData("pause", false)]
    [InlineData("resume", true)]
    public async Task A_drain_is_paused_and_goes_on_by_its_number(string verb, bool drains)
    {
        await using var service = await StartAsync(Drain());

        using var run = await RunAsync(service, verb);

        var request = service.Script.Requests.OfType<UpdateReservationRequest>().Single();
        Assert.Equal((7, drains, "drain"), (request.Reservation.Number, request.Reservation.Drain, Assert.Single(request.UpdateMask.Paths)));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task To_undo_it_ends_the_reservation()
    {
        await using var service = await StartAsync(Drain());

        using var run = await RunAsync(service, "undo", "--yes");

        var request = service.Script.Requests.OfType<DeleteReservationRequest>().Single();
        Assert.Equal(("drain-10.1.0.0-16", 7), (request.Name, request.Number));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Status_is_a_document_with_every_node_that_is_left()
    {
        await using var service = await StartAsync(Drain(), new Reservation { Name = "other", Pool = "edge", Cidr = "10.2.9.0/24", Drain = true, CreateTime = Samples.Now.ToTimestamp() });

        using var run = await CommandRun.ToEndAsync("pool", "drain", "status", "edge", "-o", "json", "--endpoint", service.Endpoint);

        var drain = Assert.Single(run.OutputJson["drains"]!.AsArray())!;
        Assert.Equal(("10.1.0.0/16", "draining"), ((string?)drain["cidr"], (string?)drain["state"]));
        Assert.Equal(("a", "10.1.0.0/24", "waits"), ((string?)drain["nodes"]![0]!["nodeId"], (string?)drain["nodes"]![0]!["subnet"], (string?)drain["nodes"]![0]!["stage"]));
    }

    [Fact]
    public async Task Finish_waits_for_the_last_node_and_removes_the_range()
    {
        await using var service = await StartAsync(Drain());
        var plans = 0;
        var plan = service.Script.PlanPoolChange!;
        service.Script.PlanPoolChange = request =>
        {
            var answer = plan(request);
            answer.Plan.Obstacle = ++plans < 3 ? "nodes hold it" : "";
            return answer;
        };

        using var run = await RunAsync(service, "finish", "--wait", "--yes");

        Assert.StartsWith("10.1.0.0/16 is removed from pool edge.\n", run.Output, StringComparison.Ordinal);
        Assert.Single(service.Script.Requests.OfType<ApplyPoolPlanRequest>());
        Assert.Equal(3, plans);
    }

    [Fact]
    public async Task Finish_after_somebody_else_has_finished_is_done()
    {
        await using var service = await StartAsync();
        cidrs.Remove("10.1.0.0/16");

        using var run = await RunAsync(service, "finish", "--yes");

        Assert.StartsWith("10.1.0.0/16 is not in pool edge any more.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Finish_after_somebody_else_has_undone_it_removes_nothing()
    {
        await using var service = await StartAsync();

        using var run = await RunAsync(service, "finish", "--yes");

        Assert.Contains("10.1.0.0/16 of pool 'edge' is not being drained", run.Error, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests.OfType<ApplyPoolPlanRequest>());
        Assert.Equal(4, run.ExitCode);
    }

    [Fact]
    public async Task Without_waiting_what_is_in_the_way_is_the_services_refusal()
    {
        await using var service = await StartAsync(Drain());
        service.Script.ApplyPoolPlan = _ => throw new ServiceError(ErrorReason.CidrInUse, "nodes may hold it").ToRpcException();

        using var run = await RunAsync(service, "finish", "--yes");

        Assert.Contains("CIDR_IN_USE", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task What_the_pool_does_not_have_cannot_be_drained()
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync("pool", "drain", "start", "edge", "--cidr", "10.9.0.0/16", "--yes", "--endpoint", service.Endpoint);

        Assert.Contains("10.9.0.0/16 is not in a range of pool edge", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    private static Reservation Drain() => new()
    {
        Name = "drain-10.1.0.0-16",
        Pool = "edge",
        Cidr = "10.1.0.0/16",
        Drain = true,
        Number = 7,
        State = ReservationState.Pending,
        HolderCount = 1,
        CreateTime = (Samples.Now - TimeSpan.FromHours(1)).ToTimestamp(),
    };

    private static Task<CommandRun> RunAsync(ScriptedService service, string verb, params string[] options) =>
        CommandRun.ToEndAsync(["pool", "drain", verb, "edge", "--cidr", "10.1.0.0/16", .. options, "--endpoint", service.Endpoint]);

    private async Task<ScriptedService> StartAsync(params Reservation[] present)
    {
        var service = await ScriptedService.StartAsync();
        reservations.AddRange(present);
        service.Script.GetPool = request => new GetPoolResponse { Pool = Samples.Pool(request.Name, [.. cidrs]) };
        service.Script.GetPoolSpace = request => new GetPoolSpaceResponse { Name = request.Name };
        service.Script.ListLeases = _ => new ListLeasesResponse { Leases = { leases }, TotalSize = leases.Count };
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { reservations } };
        service.Script.CreateReservation = request =>
        {
            reservations.Add(new Reservation(request.Reservation) { Number = 7, CreateTime = Samples.Now.ToTimestamp(), State = ReservationState.Pending });
            return new CreateReservationResponse { Reservation = reservations[^1] };
        };
        service.Script.UpdateReservation = request => new UpdateReservationResponse { Reservation = new Reservation(Drain()) { Drain = request.Reservation.Drain } };
        service.Script.DeleteReservation = _ => new DeleteReservationResponse();
        service.Script.PlanPoolChange = request => new PlanPoolChangeResponse
        {
            Plan = new PoolPlan
            {
                Id = "p1-abc",
                Pool = request.Pool.Name,
                Changes = { new PoolFieldChange { Field = "cidrs", Before = "10.1.0.0/16 10.2.0.0/16", After = "10.2.0.0/16" } },
                NodesToRenumber = { "a" },
                RenumberCount = 1,
                MoveNeeds = { new MoveNeed { PrefixLength = 24, Subnets = 1 } },
            },
        };
        service.Script.ApplyPoolPlan = _ => new ApplyPoolPlanResponse { Pool = Samples.Pool("edge", "10.2.0.0/16") };
        return service;
    }
}
