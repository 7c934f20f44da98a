using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Commands.Import;

public sealed class ImportCommandTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Without_yes_it_is_shown_and_nothing_is_done()
    {
        await using var service = await StartAsync(new Reservation { Name = "rack", Pool = "default", Cidr = "10.244.2.0/24" });
        Write("node-1 10.244.1.0/24\nnode-2 10.244.2.0/24\n");

        using var run = await CommandRun.ToEndAsync("import", "list", _file, "--endpoint", service.Endpoint);

        Assert.Equal("", run.Error);
        Assert.Equal(
            """
            SUBNET         NODE    FROM    ACTION    WHY
            10.244.1.0/24  node-1  node-1  reserve
            10.244.2.0/24  node-2  node-2  conflict  reservation rack has 10.244.2.0/24
            1 changes would be made; give --yes to make them. 1 cannot be imported.

            """,
            run.Output);
        Assert.DoesNotContain(service.Script.Requests, request => request is CreateReservationRequest);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task With_yes_each_subnet_is_reserved_for_its_node()
    {
        await using var service = await StartAsync();
        service.Script.CreateReservation = request => new CreateReservationResponse { Reservation = request.Reservation };
        Write("node-1 10.244.1.0/24\n- 10.244.9.0/24 # the printers\n");

        using var run = await CommandRun.ToEndAsync("import", "list", _file, "--yes", "--endpoint", service.Endpoint);

        var made = service.Script.Requests.OfType<CreateReservationRequest>().Select(request => request.Reservation).ToList();
        Assert.Equal(["import-10.244.1.0-24", "import-10.244.9.0-24"], made.Select(reservation => reservation.Name));
        Assert.Equal(["node-1", ""], made.Select(reservation => reservation.NodeId));
        Assert.EndsWith("2 of 2 changes were made.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task What_the_service_refuses_is_told_and_the_others_are_imported()
    {
        await using var service = await StartAsync();
        service.Script.CreateReservation = request => request.Reservation.NodeId == "node-1"
            ? throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.FailedPrecondition, "somebody was faster"))
            : new CreateReservationResponse { Reservation = request.Reservation };
        Write("node-1 10.244.1.0/24\nnode-2 10.244.2.0/24\n");

        using var run = await CommandRun.ToEndAsync("import", "list", _file, "--yes", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Contains("somebody was faster", (string?)run.OutputJson["steps"]![0]!["refusal"], StringComparison.Ordinal);
        Assert.Equal("", (string?)run.OutputJson["steps"]![1]!["refusal"]);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task The_way_back_deletes_what_was_made_by_its_number()
    {
        await using var service = await StartAsync(
            new Reservation { Name = "import-10.244.1.0-24", Pool = "default", Cidr = "10.244.1.0/24", NodeId = "node-1", Number = 7 });
        service.Script.DeleteReservation = _ => new DeleteReservationResponse();
        Write("node-1 10.244.1.0/24\nnode-2 10.244.2.0/24\n");

        using var run = await CommandRun.ToEndAsync("import", "list", _file, "--undo", "--yes", "--endpoint", service.Endpoint);

        var request = Assert.Single(service.Script.Requests.OfType<DeleteReservationRequest>());
        Assert.Equal(("default", "import-10.244.1.0-24", 7), (request.Pool, request.Name, request.Number));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_source_with_mistakes_is_not_imported_at_all()
    {
        await using var service = await StartAsync();
        Write("node-1 10.244.1.7/24\nNode 10.244.2.0/24\n");

        using var run = await CommandRun.ToEndAsync("import", "list", _file, "--yes", "--endpoint", service.Endpoint);

        Assert.Contains("line 1", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 2", run.Error, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        using var run = await CommandRun.ToEndAsync("import", "kubernetes", "/nowhere/nodes.json", "--endpoint", Ports.NobodyListens);

        Assert.Contains("'/nowhere/nodes.json' cannot be read", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    private static async Task<ScriptedService> StartAsync(params Reservation[] reservations)
    {
        var service = await ScriptedService.StartAsync();
        service.Script.GetPool = _ => new GetPoolResponse { Pool = Samples.Pool("default", "10.244.0.0/16") };
        service.Script.ListLeases = _ => new ListLeasesResponse();
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { reservations } };
        return service;
    }

    private void Write(string text) => File.WriteAllText(_file, text);
}
