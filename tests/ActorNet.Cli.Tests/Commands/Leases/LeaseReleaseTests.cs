using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Leases;

public sealed class LeaseReleaseTests
{
    [Fact]
    public async Task Without_a_terminal_and_without_yes_nothing_is_asked_of_the_service()
    {
        await using var service = await ScriptedService.StartAsync();

        using var run = await CommandRun.ToEndAsync("lease", "release", "a", "--endpoint", service.Endpoint);

        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Empty(service.Script.Requests);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task The_present_epoch_is_read_and_released()
    {
        await using var service = await StartAsync(LeaseState.Revoked, TimeSpan.FromHours(25));

        using var run = await CommandRun.ToEndAsync(
            "lease", "release", "a", "--yes", "--pool", "edge", "--reason", "moved out", "--endpoint", service.Endpoint);

        Assert.Equal(2, service.Script.Requests.Count);
        var request = Assert.IsType<ReleaseLeaseRequest>(service.Script.Requests.Last());
        Assert.Equal(("edge", "a", 7, "moved out", false), (request.Pool, request.NodeId, request.Epoch, request.Reason, request.NodeIsDown));
        Assert.True(request.Instance.IsEmpty);
        Assert.Equal(
            """
            The lease of node a in pool default (10.0.1.0/24, epoch 7) is revoked.
            Other nodes can get the subnet in 1d1h: until then the node may still believe in its lease.
            Only if you know that the node is off can it be sooner: that is what --node-is-down says.

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_given_epoch_is_released_without_reading_another()
    {
        await using var service = await StartAsync(LeaseState.Quarantined, TimeSpan.Zero);

        using var run = await CommandRun.ToEndAsync(
            "lease", "release", "a", "--yes", "--epoch", "6", "--node-is-down", "--endpoint", service.Endpoint);

        var request = Assert.IsType<ReleaseLeaseRequest>(Assert.Single(service.Script.Requests));
        Assert.Equal((6, true), (request.Epoch, request.NodeIsDown));
        Assert.Contains("Other nodes can get the subnet now, though last of all.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_the_answer_is_the_contracts_own()
    {
        await using var service = await StartAsync(LeaseState.Revoked, TimeSpan.FromSeconds(30));

        using var run = await CommandRun.ToEndAsync("lease", "release", "a", "--yes", "-o", "json", "--endpoint", service.Endpoint);

        var response = JsonParser.Default.Parse<ReleaseLeaseResponse>(run.Output);
        Assert.Equal(LeaseState.Revoked, response.Lease.State);
        Assert.Equal(TimeSpan.FromSeconds(30), response.ReusableAfter.ToTimeSpan());
    }

    [Fact]
    public async Task A_stale_epoch_is_refused_with_exit_code_1()
    {
        await using var service = await StartAsync(LeaseState.Revoked, TimeSpan.Zero);
        service.Script.ReleaseLease = _ => throw new ServiceError(ErrorReason.EpochStale, "the lease has epoch 8, not 7").ToRpcException();

        using var run = await CommandRun.ToEndAsync("lease", "release", "a", "--yes", "--endpoint", service.Endpoint);

        Assert.StartsWith("error: the lease has epoch 8, not 7 (EPOCH_STALE)\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Theory]
    [InlineData("y\n", 0, 2)]
    [InlineData("\n", 1, 1)]
    [InlineData("no\n", 1, 1)]
    [InlineData("\u0003", 130, 1)]
    public async Task At_a_terminal_it_asks_first(string answer, int exitCode, int requests)
    {
        await using var service = await StartAsync(LeaseState.Revoked, TimeSpan.FromSeconds(30));

        using var run = CommandRun.StartInTerminal("lease", "release", "a", "--endpoint", service.Endpoint);
        await run.WaitForOutputAsync("Release the lease of node a in pool default, epoch 7? [y/N]");
        run.Type(answer);
        await run.WaitForEndAsync();

        Assert.Equal(requests, service.Script.Requests.Count);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Theory]
    [InlineData("", "Its lease will be revoked: the node stops using the subnet when it next renews, and others can get it when its time to live of 1d and a grace are over.")]
    [InlineData("--node-is-down", "You vouch that the node is down: others can get its subnet at once. If it is not, two nodes use the same addresses.")]
    [InlineData("--epoch 6", "That is not epoch 6: the service will refuse.")]
    public async Task What_it_will_do_is_shown_before_it_asks(string options, string effect)
    {
        await using var service = await StartAsync(LeaseState.Revoked, TimeSpan.FromSeconds(30));

        using var run = CommandRun.StartInTerminal([
            "lease", "release", "a", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--endpoint", service.Endpoint]);
        await run.WaitForOutputAsync("[y/N]");
        run.Type("n\n");
        await run.WaitForEndAsync();

        Assert.Contains("Node a in pool default has 10.0.1.0/24: epoch 7, active, granted ", run.Output, StringComparison.Ordinal);
        Assert.Contains(effect, run.Output, StringComparison.Ordinal);
        Assert.Contains("not confirmed: nothing was released (DECLINED)", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Script.Requests, request => request is ReleaseLeaseRequest);
    }

    private static async Task<ScriptedService> StartAsync(LeaseState after, TimeSpan reusableAfter)
    {
        var service = await ScriptedService.StartAsync();
        service.Script.GetLease = _ => new GetLeaseResponse { Lease = Samples.Lease("a", "10.0.1.0/24", epoch: 7) };
        service.Script.ReleaseLease = _ => new ReleaseLeaseResponse
        {
            Lease = Samples.Lease("a", "10.0.1.0/24", epoch: 7, after),
            ReusableAfter = Duration.FromTimeSpan(reusableAfter),
        };
        return service;
    }
}
