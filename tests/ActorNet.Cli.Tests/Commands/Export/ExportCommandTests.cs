using System.Text.Json.Nodes;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Export;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task Everything_is_in_it_as_the_contract_has_it()
    {
        await using var service = await StartAsync();

        using var run = await CommandRun.ToEndAsync("export", "--endpoint", service.Endpoint);

        Assert.Equal(("actornet-export/1", "0.1.0"), ((string?)run.OutputJson["format"], (string?)run.OutputJson["serviceVersion"]));
        Assert.True(DateTimeOffset.TryParse((string?)run.OutputJson["createTime"], out _));
        var pools = run.OutputJson["pools"]!.AsArray();
        Assert.Equal(["default", "edge"], pools.Select(pool => (string?)pool!["pool"]!["name"]));
        Assert.Equal("60", (string?)pools[1]!["revision"]);
        var settings = Samples.Pool("edge", "10.9.0.0/16");
        settings.Usage = null;
        Assert.Equal(settings, JsonParser.Default.Parse<Pool>(pools[1]!["pool"]!.ToJsonString()));
        Assert.Equal(
            [Samples.Lease("a", "10.0.1.0/24", 7), Samples.Lease("b", "10.0.2.0/24", 8, LeaseState.Quarantined)],
            pools[1]!["leases"]!.AsArray().Select(lease => JsonParser.Default.Parse<Lease>(lease!.ToJsonString())));
        Assert.Equal("10.9.7.0/24", (string?)pools[1]!["reservations"]![0]!["cidr"]);
        Assert.All(service.Script.Requests.OfType<ListLeasesRequest>(), request => Assert.Contains(LeaseState.Quarantined, request.States));
    }

    [Fact]
    public async Task As_yaml_it_is_the_same_document()
    {
        await using var service = await StartAsync();

        using var json = await CommandRun.ToEndAsync("export", "-o", "json", "--endpoint", service.Endpoint);
        using var yaml = await CommandRun.ToEndAsync("export", "-o", "yaml", "--endpoint", service.Endpoint);

        Assert.True(JsonNode.DeepEquals(json.OutputJson["pools"], Yaml.ToJson(yaml.Output)!["pools"]), yaml.Output);
    }

    [Fact]
    public async Task A_file_is_written_as_a_whole_and_standard_output_stays_empty()
    {
        await using var service = await StartAsync();
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "export.json");
        await File.WriteAllTextAsync(file, "what was there before", TestContext.Current.CancellationToken);

        using var run = await CommandRun.ToEndAsync("export", "--file", file, "--endpoint", service.Endpoint);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Equal($"Exported 2 pools and 4 leases to {file}.\n", run.Error);
        Assert.Equal("actornet-export/1", (string?)JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!["format"]);
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_and_nothing_is_left()
    {
        await using var service = await StartAsync();
        using var directory = new TemporaryDirectory();

        using var missing = await CommandRun.ToEndAsync("export", "--file", Path.Combine(directory.Path, "no", "where"), "--endpoint", service.Endpoint);
        using var taken = await CommandRun.ToEndAsync("export", "--file", directory.Path, "--endpoint", service.Endpoint);

        Assert.Equal((74, 74), (missing.ExitCode, taken.ExitCode));
        Assert.Contains("cannot be written", missing.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task A_pipe_or_a_link_is_not_replaced_by_a_file()
    {
        await using var service = await StartAsync();
        using var directory = new TemporaryDirectory();
        var (link, pipe) = (Path.Combine(directory.Path, "link"), Path.Combine(directory.Path, "pipe"));
        File.CreateSymbolicLink(link, "/dev/null");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);

        using var toLink = await CommandRun.ToEndAsync("export", "--file", link, "--endpoint", service.Endpoint);
        using var toPipe = await CommandRun.ToEndAsync("export", "--file", pipe, "--endpoint", service.Endpoint);

        Assert.Equal((74, 74), (toLink.ExitCode, toPipe.ExitCode));
        Assert.Contains("no regular file", toPipe.Error, StringComparison.Ordinal);
        Assert.Equal("/dev/null", File.ResolveLinkTarget(link, returnFinalTarget: false)!.FullName);
        Assert.Equal([link, pipe], Directory.EnumerateFileSystemEntries(directory.Path).Order());
    }

    [Fact]
    public async Task A_pool_that_changed_while_its_leases_were_read_is_read_anew()
    {
        await using var service = await StartAsync();
        var reads = 0;
        service.Script.GetPool = request =>
        {
            var pool = Samples.Pool(request.Name, "10.9.0.0/16");
            pool.Revision = request.Name == "edge" && ++reads == 1 ? 8 : 9;
            return new GetPoolResponse { Pool = pool };
        };

        using var run = await CommandRun.ToEndAsync("export", "--endpoint", service.Endpoint);

        Assert.Equal(2, service.Script.Requests.OfType<ListLeasesRequest>().Count(request => request.Pool == "edge"));
        Assert.Equal("9", (string?)run.OutputJson["pools"]![1]!["pool"]!["revision"]);
    }

    [Fact]
    public async Task A_pool_that_is_gone_meanwhile_is_left_out()
    {
        await using var service = await StartAsync();
        service.Script.GetPool = request => request.Name == "edge"
            ? throw new ServiceError(ErrorReason.PoolNotFound, "no such pool").ToRpcException()
            : new GetPoolResponse { Pool = Samples.Pool(request.Name, "10.9.0.0/16") };

        using var run = await CommandRun.ToEndAsync("export", "--endpoint", service.Endpoint);

        Assert.Equal(["default"], run.OutputJson["pools"]!.AsArray().Select(pool => (string?)pool!["pool"]!["name"]));
        Assert.Equal(0, run.ExitCode);
    }

    private static async Task<ScriptedService> StartAsync()
    {
        var service = await ScriptedService.StartAsync();
        service.Script.GetStatus = _ => new GetStatusResponse { Version = "0.1.0", Serving = true };
        service.Script.ListPools = _ => new ListPoolsResponse { Pools = { Samples.Pool("default", "10.0.0.0/16"), Samples.Pool("edge", "10.9.0.0/16") } };
        service.Script.GetPool = request => new GetPoolResponse { Pool = Samples.Pool(request.Name, request.Name == "edge" ? "10.9.0.0/16" : "10.0.0.0/16") };
        service.Script.ListLeases = _ => new ListLeasesResponse
        {
            Leases = { Samples.Lease("a", "10.0.1.0/24", 7), Samples.Lease("b", "10.0.2.0/24", 8, LeaseState.Quarantined) },
            Revision = 60,
        };
        service.Script.ListReservations = _ => new ListReservationsResponse { Reservations = { new Reservation { Name = "gateways", Pool = "edge", Cidr = "10.9.7.0/24" } } };
        return service;
    }
}
