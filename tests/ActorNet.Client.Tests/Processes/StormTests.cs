using ActorNet.Client.Calls;
using ActorNet.Client.Pacing;
using ActorNet.Client.Tests.Fixtures;

namespace ActorNet.Client.Tests.Processes;

public sealed class StormTests
{
    private const int Calls = 200;

    [Fact]
    public async Task An_outage_is_not_answered_by_a_multiple_of_the_usual_calls()
    {
        await using var one = new BreakingListener();
        await using var other = new BreakingListener();
        await using var client = new CoordinatorClient(new CoordinatorClientOptions { Endpoints = [one.Endpoint, other.Endpoint] });

        var start = TimeProvider.System.GetTimestamp();
        var attempts = 0;
        for (var call = 0; call < Calls; call++)
        {
            await Assert.ThrowsAsync<CoordinatorCallException>(() => client.CallAsync(
                (invoker, options) =>
                {
                    attempts++;
                    return new Contracts.V1.PoolService.PoolServiceClient(invoker).ListPoolsAsync(new(), options);
                },
                Calling.Patient,
                TestContext.Current.CancellationToken));
        }

        var earned = TimeProvider.System.GetElapsedTime(start) / RetryBudget.EarningTime;
        Assert.InRange(attempts, Calls, Calls + RetryBudget.Capacity + earned);
    }

    [Fact]
    public async Task Where_nobody_listens_a_call_fails_without_waiting()
    {
        await using var client = new CoordinatorClient(new CoordinatorClientOptions { Endpoints = [new("http://127.0.0.1:1"), new("http://127.0.0.1:2")] });

        var failed = await Assert.ThrowsAsync<CoordinatorCallException>(() => client.ListPoolsAsync(new CallSettings(TimeSpan.FromDays(1))));

        Assert.Equal(["http://127.0.0.1:1: Connection refused", "http://127.0.0.1:2: Connection refused"], failed.Failures.Select(failure => $"{failure}: {failure.Error.Message}"));
    }
}
