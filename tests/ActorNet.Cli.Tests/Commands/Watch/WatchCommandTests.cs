using System.Text.Json.Nodes;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Cli.Tests.Commands.Watch;

public sealed class WatchCommandTests
{
    private static readonly WatchLeasesResponse Start = Samples.Snapshot(17, SnapshotReason.Requested, [Samples.Lease("a", "10.0.1.0/24")]);

    [Fact]
    public async Task It_shows_what_there_is_and_what_changes_until_ctrl_c()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.WatchLeases = Send(
            Start,
            Samples.Event(50, LeaseEventType.Put, Samples.Lease("b", "10.0.2.0/24", epoch: 2)),
            Samples.Progress(51),
            Samples.Event(52, LeaseEventType.Delete, Samples.Lease("a", "10.0.1.0/24", epoch: 1, LeaseState.Quarantined)));

        using var run = CommandRun.Start(CommandRun.Program, ["watch", "--pool", "edge", "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("delete");
        await run.InterruptAsync();

        Assert.Equal(
            """
            REVISION    EVENT    NODE                              SUBNETS               EPOCH   STATE
            # snapshot at revision 17: the state to start from
            41          present  a                                 10.0.1.0/24           1       active
            # snapshot complete: leases 1, revision 17
            42          put      b                                 10.0.2.0/24           2       active
            41          delete   a                                 10.0.1.0/24           1       quarantined

            """,
            run.Output);
        Assert.Equal("", run.Error);
        Assert.Equal(new WatchLeasesRequest { Pool = "edge" }, Assert.Single(service.Script.Requests));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task As_json_every_message_is_a_line()
    {
        await using var service = await ScriptedService.StartAsync();
        var change = Samples.Event(50, LeaseEventType.Put, Samples.Lease("b", "10.0.2.0/24"));
        service.Script.WatchLeases = Send(Start, change, Samples.Progress(51));

        using var run = CommandRun.Start(CommandRun.Program, ["watch", "-o", "json", "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("progress");
        await run.InterruptAsync();

        var messages = run.Output.TrimEnd('\n').Split('\n').Select(JsonParser.Default.Parse<WatchLeasesResponse>);
        Assert.Equal([Start, change, Samples.Progress(51)], messages);
    }

    [Fact]
    public async Task After_a_broken_stream_it_goes_on_from_the_last_revision()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.WatchLeases = async (request, stream, cancellation) =>
        {
            if (request.ResumeRevision == 0)
            {
                await stream.WriteAsync(Start, cancellation);
                throw new ServiceError(ErrorReason.ShuttingDown, "stopping").ToRpcException();
            }

            // A repetition of what is known, which the watch drops, and something new.
            await stream.WriteAsync(Samples.Event(17, LeaseEventType.Put, Samples.Lease("a", "10.0.1.0/24")), cancellation);
            await stream.WriteAsync(Samples.Event(18, LeaseEventType.Put, Samples.Lease("b", "10.0.2.0/24")), cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        using var run = CommandRun.Start(CommandRun.Program, ["watch", "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("10.0.2.0/24");
        await run.InterruptAsync();

        Assert.Equal([0, 17], service.Script.Requests.Cast<WatchLeasesRequest>().Select(request => request.ResumeRevision));
        Assert.Single(run.Output.Split('\n'), line => line.Contains("10.0.1.0/24", StringComparison.Ordinal));
        Assert.Contains($"notice: lost {service.Endpoint} (stopping); goes on after revision 17", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_comes_back_later_is_found_again()
    {
        var endpoint = $"http://127.0.0.1:{LoopbackPorts.Take()}";
        var first = await ScriptedService.StartAsync(endpoint);
        first.Script.WatchLeases = Send(Start);
        using var run = CommandRun.Start(CommandRun.Program, ["watch", "-o", "json", "--endpoint", endpoint]);
        await run.WaitForOutputAsync("\"17\"");

        await first.DisposeAsync();
        await run.WaitForErrorAsync("Connection refused");
        await using var second = await ScriptedService.StartAsync(endpoint);
        second.Script.WatchLeases = Send(Samples.Event(18, LeaseEventType.Put, Samples.Lease("b", "10.0.2.0/24")));
        await run.WaitForOutputAsync("\"18\"");
        await run.InterruptAsync();

        Assert.Equal(17, Assert.IsType<WatchLeasesRequest>(Assert.Single(second.Script.Requests)).ResumeRevision);
        var notice = JsonNode.Parse(run.Error.Split('\n')[0])!["notice"]!;
        Assert.Equal("17", (string?)notice["resumeRevision"]);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_snapshot_that_broke_off_is_asked_for_anew()
    {
        await using var service = await ScriptedService.StartAsync();
        var calls = 0;
        service.Script.WatchLeases = async (_, stream, cancellation) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await stream.WriteAsync(Samples.Snapshot(90, SnapshotReason.Compacted, [Samples.Lease("a", "10.0.1.0/24")], last: false), cancellation);
                throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, "torn"));
            }

            await stream.WriteAsync(Samples.Snapshot(91, SnapshotReason.Requested, []), cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        using var run = CommandRun.Start(CommandRun.Program, ["watch", "--from-revision", "17", "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("revision 91");
        await run.InterruptAsync();

        Assert.Equal([17, 0], service.Script.Requests.Cast<WatchLeasesRequest>().Select(request => request.ResumeRevision));
        Assert.Contains("# snapshot at revision 90: starts anew, the events after the last revision are not kept", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nobody_there_from_the_start_it_does_not_wait_for_ever()
    {
        using var run = await CommandRun.ToEndAsync("watch", "--endpoint", Ports.NobodyListens, "--endpoint", Ports.NobodyListensEither);

        Assert.StartsWith("error: none of the 2 endpoints answered (UNAVAILABLE)\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task The_first_endpoint_that_answers_is_followed()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.WatchLeases = Send(Start);

        using var run = CommandRun.Start(CommandRun.Program, ["watch", "--endpoint", Ports.NobodyListens, "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("snapshot complete");
        await run.InterruptAsync();

        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_ends_it_with_exit_code_4()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.WatchLeases = (_, _, _) => throw new ServiceError(ErrorReason.PoolNotFound, "no such pool").ToRpcException();

        using var run = await CommandRun.ToEndAsync("watch", "--pool", "edge", "--endpoint", service.Endpoint);

        Assert.Equal(4, run.ExitCode);
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_it_any_more()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.WatchLeases = async (_, stream, cancellation) =>
        {
            for (var revision = 100; ; revision++)
                await stream.WriteAsync(Samples.Event(revision, LeaseEventType.Put, Samples.Lease("a", "10.0.1.0/24")), cancellation);
        };

        using var run = CommandRun.Start("bash", ["-c", $"{CommandRun.Program} watch --endpoint {service.Endpoint} | head -n 2; exit ${{PIPESTATUS[0]}}"]);
        await run.WaitForEndAsync();

        Assert.Equal(141, run.ExitCode);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_told_and_is_no_crash()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.WatchLeases = Send(Samples.Event(1, LeaseEventType.Put, Samples.Lease("a", "10.0.1.0/24")));

        using var run = CommandRun.Start("bash", ["-c", $"exec {CommandRun.Program} watch --endpoint {service.Endpoint} > /dev/full"]);
        await run.WaitForEndAsync();

        Assert.Equal(74, run.ExitCode);
        Assert.StartsWith("error: the output cannot be written", run.Error, StringComparison.Ordinal);
    }

    private static Func<WatchLeasesRequest, IServerStreamWriter<WatchLeasesResponse>, CancellationToken, Task> Send(
        params WatchLeasesResponse[] responses) => async (_, stream, cancellation) =>
        {
            foreach (var response in responses)
                await stream.WriteAsync(response, cancellation);

            await Task.Delay(Timeout.Infinite, cancellation);
        };
}
