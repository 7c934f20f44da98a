using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Commands.Leases;

public sealed class LeaseListWatchTests
{
    [Fact]
    public async Task The_listing_comes_first_and_then_what_changed_after_it()
    {
        await using var service = await StartAsync("default");
        service.Script.WatchLeases = async (_, stream, cancellation) =>
        {
            await stream.WriteAsync(Samples.Event(50, LeaseEventType.Put, Samples.Lease("b", "10.0.2.0/24", epoch: 2)), cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        using var run = CommandRun.Start(CommandRun.Program, ["lease", "list", "--watch", "--pool", "default", "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("10.0.2.0/24");
        await run.InterruptAsync();

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("POOL     NODE  SUBNETS", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("default  a     10.0.1.0/24", lines[1], StringComparison.Ordinal);
        Assert.Equal("# changes after revision 12", lines[2]);
        Assert.StartsWith("REVISION    EVENT    NODE", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("42          put      b", lines[4], StringComparison.Ordinal);
        Assert.Equal(new WatchLeasesRequest { Pool = "default", ResumeRevision = 12 }, Assert.Single(service.Script.Requests.OfType<WatchLeasesRequest>()));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task All_pools_are_followed_each_in_a_stream_of_its_own_that_resumes()
    {
        await using var service = await StartAsync("default", "edge");
        service.Script.WatchLeases = async (request, stream, cancellation) =>
        {
            if (request is { Pool: "edge", ResumeRevision: 12 })
            {
                await stream.WriteAsync(Event(20, request.Pool, "b"), cancellation);
                throw new ServiceError(ErrorReason.ShuttingDown, "stopping").ToRpcException();
            }

            await stream.WriteAsync(Event(21, request.Pool, request.Pool == "edge" ? "c" : "d"), cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        using var run = CommandRun.Start(CommandRun.Program, ["lease", "list", "-w", "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("put      edge              b ");
        await run.WaitForOutputAsync("put      edge              c ");
        await run.WaitForOutputAsync("put      default           d ");
        await run.InterruptAsync();

        Assert.Equal(
            [("default", 12), ("edge", 12), ("edge", 20)],
            service.Script.Requests.OfType<WatchLeasesRequest>().Select(request => (request.Pool, (int)request.ResumeRevision)).Order());
        Assert.Contains("goes on after revision 20", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public async Task As_documents_the_listing_is_the_first_and_every_message_one_more(string format)
    {
        await using var service = await StartAsync("default");
        service.Script.WatchLeases = async (_, stream, cancellation) =>
        {
            await stream.WriteAsync(Event(50, "default", "b"), cancellation);
            await stream.WriteAsync(Samples.Progress(51), cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        using var run = CommandRun.Start(CommandRun.Program, ["lease", "list", "-w", "-o", format, "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync(format == "yaml" ? "progress:" : "\"progress\"");
        await run.WaitForOutputAsync("\"51\"");
        await run.InterruptAsync();

        var documents = format == "yaml"
            ? Yaml.ToMany(run.Output)
            : run.Output.TrimEnd('\n').Split('\n').Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)).ToList();
        Assert.Equal(["12", "50", "51"], documents.Select(document => (string?)document!["revision"]));
        Assert.Equal("a", (string?)documents[0]!["leases"]![0]!["nodeId"]);
        Assert.Equal("b", (string?)documents[1]!["events"]!["events"]![0]!["lease"]!["nodeId"]);
    }

    [Fact]
    public async Task A_pool_that_is_gone_ends_it_with_exit_code_4()
    {
        await using var service = await StartAsync("default", "edge");
        service.Script.WatchLeases = (request, _, cancellation) => request.Pool == "edge"
            ? throw new ServiceError(ErrorReason.PoolNotFound, "no such pool").ToRpcException()
            : Task.Delay(Timeout.Infinite, cancellation);

        using var run = await CommandRun.ToEndAsync("lease", "list", "-w", "--endpoint", service.Endpoint);

        Assert.Contains("(POOL_NOT_FOUND)", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, run.ExitCode);
    }

    private static WatchLeasesResponse Event(long revision, string pool, string node)
    {
        var lease = Samples.Lease(node, "10.0.2.0/24");
        lease.Pool = pool;
        return Samples.Event(revision, LeaseEventType.Put, lease);
    }

    private static async Task<ScriptedService> StartAsync(params string[] pools)
    {
        var service = await ScriptedService.StartAsync();
        service.Script.ListPools = _ => new ListPoolsResponse { Pools = { pools.Select(name => Samples.Pool(name, "10.0.0.0/16")) } };
        service.Script.ListLeases = _ => new ListLeasesResponse { Leases = { Samples.Lease("a", "10.0.1.0/24") }, Revision = 12 };
        return service;
    }
}
