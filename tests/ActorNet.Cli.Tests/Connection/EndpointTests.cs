using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Connection;

public sealed class EndpointTests
{
    [Fact]
    public async Task An_unreachable_service_is_exit_code_3_with_the_endpoint_and_the_cause()
    {
        using var run = await CommandRun.ToEndAsync("status", "--endpoint", Ports.NobodyListens);

        Assert.StartsWith("error: http://127.0.0.1:1: Connection refused (UNAVAILABLE)\nhint: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task Where_one_endpoint_is_unreachable_the_other_is_asked()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetStatus = _ => new GetStatusResponse { Serving = true };

        using var run = await CommandRun.ToEndAsync("status", "--endpoint", Ports.NobodyListens, "--endpoint", service.Endpoint);

        Assert.Contains(service.Endpoint, run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_replica_that_cannot_now_is_passed_over()
    {
        await using var stopping = await ScriptedService.StartAsync();
        await using var serving = await ScriptedService.StartAsync();
        stopping.Script.GetStatus = _ => throw new ServiceError(ErrorReason.ShuttingDown, "stopping").ToRpcException();
        serving.Script.GetStatus = _ => new GetStatusResponse { Serving = true };

        using var run = await CommandRun.ToEndAsync("status", "--endpoint", stopping.Endpoint, "--endpoint", serving.Endpoint);

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_hung_endpoint_does_not_keep_the_other_from_answering()
    {
        using var hung = Ports.Hung(out var endpoint);
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetStatus = _ => new GetStatusResponse { Serving = true };

        using var run = await CommandRun.ToEndAsync("status", "--timeout", "1m", "--endpoint", endpoint, "--endpoint", service.Endpoint);

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_exit_code_3()
    {
        using var hung = Ports.Hung(out var endpoint);

        using var run = await CommandRun.ToEndAsync("status", "--timeout", "500ms", "--endpoint", endpoint);

        Assert.Contains("no answer within", run.Error, StringComparison.Ordinal);
        Assert.Contains("(DEADLINE_EXCEEDED)", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task A_refusal_is_final_and_the_only_thing_that_is_told()
    {
        await using var refusing = await ScriptedService.StartAsync();
        await using var other = await ScriptedService.StartAsync();
        refusing.Script.GetLease = _ => throw new ServiceError(ErrorReason.LeaseNotFound, "no lease").ToRpcException();
        other.Script.GetLease = refusing.Script.GetLease;

        using var run = await CommandRun.ToEndAsync("lease", "get", "a", "--endpoint", refusing.Endpoint, "--endpoint", other.Endpoint);

        Assert.Equal(4, run.ExitCode);
        Assert.Equal("error: no lease (LEASE_NOT_FOUND)\nhint: 'actornet lease list --all' shows the leases that there are, quarantined ones too.\n", run.Error);
    }

    [Fact]
    public async Task What_clears_up_by_itself_is_waited_for()
    {
        await using var service = await ScriptedService.StartAsync();
        var asked = 0;
        service.Script.GetLease = _ => Interlocked.Increment(ref asked) < 3
            ? throw new ServiceError(ErrorReason.ShardUnavailable, "moving") { RetryDelay = TimeSpan.FromMilliseconds(50) }.ToRpcException()
            : new GetLeaseResponse { Lease = Samples.Lease("a", "10.0.1.0/24") };

        using var run = await CommandRun.ToEndAsync("lease", "get", "a", "--timeout", "1m", "--endpoint", service.Endpoint);

        Assert.Equal("", run.Error);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_name_stands_for_its_addresses_and_the_one_that_answers_is_told()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetStatus = _ => new GetStatusResponse { Serving = true };
        var byName = service.Endpoint.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        using var run = await CommandRun.ToEndAsync("status", "--endpoint", byName);

        Assert.Contains($"{byName} (127.0.0.1)", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_said_to_be_one()
    {
        using var run = await CommandRun.ToEndAsync("status", "--endpoint", "http://coordinator.invalid:7410");

        Assert.StartsWith("error: http://coordinator.invalid:7410: its name ", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task All_endpoints_are_named_when_none_can()
    {
        await using var behind = await ScriptedService.StartAsync();
        behind.Script.GetLease = _ => throw new ServiceError(ErrorReason.DirectoryBehind, "catching up") { RetryDelay = TimeSpan.FromSeconds(90.5) }.ToRpcException();

        using var text = await CommandRun.ToEndAsync("lease", "get", "a", "--timeout", "30s", "--endpoint", behind.Endpoint, "--endpoint", Ports.NobodyListens);
        using var json = await CommandRun.ToEndAsync("lease", "get", "a", "-o", "json", "--timeout", "30s", "--endpoint", behind.Endpoint, "--endpoint", Ports.NobodyListens);

        Assert.Equal(
            $"error: catching up (DIRECTORY_BEHIND)\n  {behind.Endpoint}: catching up\n  http://127.0.0.1:1: Connection refused\nhint: Try again in 1m30s500ms.\n",
            text.Error);
        Assert.Equal("90.500s", (string?)json.ErrorJson["retryDelay"]);
        Assert.Equal(2, json.ErrorJson["endpoints"]!.AsArray().Count);
        Assert.Equal(3, json.ExitCode);
    }

    [Fact]
    public async Task The_environment_names_endpoints_where_the_command_line_does_not()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetStatus = _ => new GetStatusResponse { Serving = true };
        var environment = new Dictionary<string, string> { ["ACTORNET_ENDPOINT"] = $"{Ports.NobodyListens}, {service.Endpoint}" };

        using var run = CommandRun.Start(CommandRun.Program, ["status"], environment);
        await run.WaitForEndAsync();

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_malformed_endpoint_in_the_environment_is_wrong_usage()
    {
        using var run = CommandRun.Start(
            CommandRun.Program, ["status"], new Dictionary<string, string> { ["ACTORNET_ENDPOINT"] = "127.0.0.1:7410" });
        await run.WaitForEndAsync();

        Assert.StartsWith("error: ACTORNET_ENDPOINT: '127.0.0.1:7410' is not an endpoint", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Ctrl_c_is_exit_code_130()
    {
        await using var service = await ScriptedService.StartAsync();
        using var asked = new SemaphoreSlim(0);
        using var answer = new SemaphoreSlim(0);
        service.Script.GetStatus = _ =>
        {
            asked.Release();
            answer.Wait(TestContext.Current.CancellationToken);
            return new GetStatusResponse();
        };

        using var run = CommandRun.Start(CommandRun.Program, ["status", "--timeout", "1m", "--endpoint", service.Endpoint]);
        Assert.True(await asked.WaitAsync(CommandRun.Limit, TestContext.Current.CancellationToken));
        await run.InterruptAsync();
        answer.Release();

        Assert.Equal(130, run.ExitCode);
    }
}
