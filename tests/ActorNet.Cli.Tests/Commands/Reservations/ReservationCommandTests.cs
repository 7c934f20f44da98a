using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Reservations;

public sealed class ReservationCommandTests
{
    private static readonly Reservation Gateways = new()
    {
        Name = "gateways",
        Pool = "default",
        Cidr = "10.244.0.0/20",
        Reason = "for the gateways",
        CreateTime = (DateTimeOffset.UtcNow - TimeSpan.FromDays(2) - TimeSpan.FromHours(1)).ToTimestamp(),
        Number = 1,
        State = ReservationState.Pending,
        Holders = { "node-1", "node-2", "node-3", "node-4" },
        HolderCount = 30,
        Revision = 7,
    };

    private static readonly Reservation Pin = new()
    {
        Name = "pin",
        Pool = "edge",
        Cidr = "10.0.7.0/24",
        NodeId = "node-7",
        CreateTime = (DateTimeOffset.UtcNow - TimeSpan.FromDays(2) - TimeSpan.FromHours(1)).ToTimestamp(),
        Number = 3,
        State = ReservationState.Active,
    };

    [Fact]
    public async Task Reservations_are_listed_over_all_pages()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = request => request.PageToken.Length == 0
            ? new ListReservationsResponse { Reservations = { new Reservation(Gateways) { Drain = true } }, NextPageToken = "more" }
            : new ListReservationsResponse { Reservations = { Pin } };

        using var run = await CommandRun.ToEndAsync("reservation", "list", "--endpoint", service.Endpoint);

        Assert.Equal("", run.Error);
        Assert.Equal(
            """
            POOL     NAME      CIDR           NODE    STATE    DRAIN    HELD BY                           AGE   REASON
            default  gateways  10.244.0.0/20          pending  30 left  node-1 node-2 node-3 and 27 more  2d1h  for the gateways
            edge     pin       10.0.7.0/24    node-7  active                                              2d1h

            """,
            run.Output);
    }

    [Fact]
    public async Task Listed_as_json_they_are_the_contracts_own()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { Gateways }, Revision = 12 };

        using var run = await CommandRun.ToEndAsync("reservation", "list", "--pool", "default", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal(Gateways, JsonParser.Default.Parse<Reservation>(run.OutputJson["reservations"]![0]!.ToJsonString()));
        Assert.Equal("12", (string?)run.OutputJson["revision"]);
        Assert.Equal("default", Assert.IsType<ListReservationsRequest>(Assert.Single(service.Script.Requests)).Pool);
    }

    [Fact]
    public async Task No_reservations_are_an_empty_list()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse();

        using var run = await CommandRun.ToEndAsync("reservation", "list", "--endpoint", service.Endpoint);

        Assert.Equal("There are no reservations.\n", run.Output);
    }

    [Fact]
    public async Task A_reservation_is_made_as_described()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreateReservation = _ => new CreateReservationResponse { Reservation = Gateways };

        using var run = await CommandRun.ToEndAsync(
            "reservation", "create", "pin", "--cidr", "10.0.7.0/24", "--node", "node-7", "--reason", "it must", "--pool", "edge", "--endpoint", service.Endpoint);

        var expected = JsonParser.Default.Parse<CreateReservationRequest>(
            """{"reservation":{"name":"pin","pool":"edge","cidr":"10.0.7.0/24","nodeId":"node-7","reason":"it must"}}""");
        Assert.Equal(expected, Assert.Single(service.Script.Requests));
        Assert.Contains("Reservation gateways of pool default is there.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("State:     pending\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Held by:   node-1 node-2 node-3 and 27 more\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("'actornet lease release'", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("--cidr", "10.0.7.1/24")]
    [InlineData("--node", "Not A Node")]
    [InlineData("--reason", "two\nlines")]
    public async Task What_is_malformed_is_not_sent(string option, string value)
    {
        using var run = await CommandRun.ToEndAsync("reservation", "create", "pin", "--cidr", "10.0.7.0/24", option, value, "--endpoint", "http://127.0.0.1:1");

        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task A_refusal_says_where_to_look()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreateReservation = _ => throw new ServiceError(ErrorReason.ReservationOverlap, "it overlaps").ToRpcException();

        using var run = await CommandRun.ToEndAsync("reservation", "create", "pin", "--cidr", "10.0.7.0/24", "--endpoint", service.Endpoint);

        Assert.Equal("error: it overlaps (RESERVATION_OVERLAP)\nhint: 'actornet reservation list' shows what is reserved.\n", run.Error);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_drain_has_to_be_confirmed()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreateReservation = request => new CreateReservationResponse { Reservation = new Reservation(Gateways) { Drain = request.Reservation.Drain } };
        string[] command = ["reservation", "create", "gateways", "--cidr", "10.244.0.0/20", "--drain", "--endpoint", service.Endpoint];

        using var refused = await CommandRun.ToEndAsync(command);
        Assert.Contains("--yes", refused.Error, StringComparison.Ordinal);
        Assert.Equal((2, 0), (refused.ExitCode, service.Script.Requests.Count));

        using var run = await CommandRun.ToEndAsync([.. command, "--yes"]);
        Assert.True(Assert.IsType<CreateReservationRequest>(Assert.Single(service.Script.Requests)).Reservation.Drain);
        Assert.Contains("Drain:     30 left\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("are told to move when they renew", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task A_drain_is_begun_and_paused_by_the_reservations_number(string given, bool drains)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { Pin } };
        service.Script.UpdateReservation = request => new UpdateReservationResponse { Reservation = new Reservation(Pin) { Drain = request.Reservation.Drain } };

        using var run = await CommandRun.ToEndAsync(
            ["reservation", "update", "pin", "--pool", "edge", $"--drain={given}", .. drains ? new[] { "--yes" } : [], "--endpoint", service.Endpoint]);

        var expected = new UpdateReservationRequest
        {
            Reservation = new Reservation { Pool = "edge", Name = "pin", Number = 3, Drain = drains },
            UpdateMask = new FieldMask { Paths = { "drain" } },
        };
        Assert.Equal(expected, service.Script.Requests.OfType<UpdateReservationRequest>().Single());
        Assert.Equal(drains, run.Output.Contains(" done\n", StringComparison.Ordinal));
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Another_reason_alone_needs_no_confirmation()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { Pin } };
        service.Script.UpdateReservation = _ => new UpdateReservationResponse { Reservation = Pin };

        using var run = await CommandRun.ToEndAsync("reservation", "update", "pin", "--pool", "edge", "--reason", "because", "--endpoint", service.Endpoint);

        var request = service.Script.Requests.OfType<UpdateReservationRequest>().Single();
        Assert.Equal(("because", "reason", 0), (request.Reservation.Reason, Assert.Single(request.UpdateMask.Paths), run.ExitCode));
    }

    [Fact]
    public async Task Somebody_is_asked_before_nodes_move()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { Gateways } };

        using var run = CommandRun.StartInTerminal("reservation", "update", "gateways", "--drain=true", "--endpoint", service.Endpoint);
        await run.WaitForOutputAsync("Have nodes move out of 10.244.0.0/20 of pool default? [y/N]");
        run.Type("n\n");
        await run.WaitForEndAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(service.Script.Requests.OfType<UpdateReservationRequest>());
    }

    [Fact]
    public async Task An_update_says_what_is_to_change()
    {
        using var run = await CommandRun.ToEndAsync("reservation", "update", "pin", "--endpoint", "http://127.0.0.1:1");

        Assert.Contains("--drain=true", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task A_reservation_is_deleted_by_its_number()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { Pin } };
        service.Script.DeleteReservation = _ => new DeleteReservationResponse();

        using var run = await CommandRun.ToEndAsync("reservation", "delete", "pin", "--pool", "edge", "--yes", "--endpoint", service.Endpoint);

        Assert.Equal(new DeleteReservationRequest { Pool = "edge", Name = "pin", Number = 3 }, service.Script.Requests.OfType<DeleteReservationRequest>().Single());
        Assert.Equal("Reservation pin of pool edge is deleted: 10.0.7.0/24 is like the rest of the pool.\n", run.Output);
    }

    [Fact]
    public async Task Without_a_terminal_it_has_to_be_confirmed_on_the_command_line()
    {
        await using var service = await ScriptedService.StartAsync();

        using var run = await CommandRun.ToEndAsync("reservation", "delete", "pin", "--endpoint", service.Endpoint);

        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(service.Script.Requests);
    }

    [Theory]
    [InlineData("y\n", 0)]
    [InlineData("n\n", 1)]
    public async Task At_a_terminal_it_is_asked_for(string answer, int exitCode)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { Pin } };
        service.Script.DeleteReservation = _ => new DeleteReservationResponse();

        using var run = CommandRun.StartInTerminal("reservation", "delete", "pin", "--pool", "edge", "--endpoint", service.Endpoint);
        await run.WaitForOutputAsync("Delete the reservation pin of pool edge, 10.0.7.0/24 for node node-7? [y/N]");
        run.Type(answer);
        await run.WaitForEndAsync();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 0 ? 1 : 0, service.Script.Requests.OfType<DeleteReservationRequest>().Count());
    }

    [Fact]
    public async Task One_that_is_not_there_is_exit_code_4()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListReservations = _ => new ListReservationsResponse();

        using var run = await CommandRun.ToEndAsync("reservation", "delete", "pin", "--yes", "--endpoint", service.Endpoint);

        Assert.StartsWith("error: there is no reservation 'pin' in pool 'default' (NOT_FOUND)\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, run.ExitCode);
    }
}
