using ActorNet.Client.Calls;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Client.Tests.Processes;

public sealed class FailoverTests(FailoverTests.ThreeCoordinators three) : IClassFixture<FailoverTests.ThreeCoordinators>
{
    private static readonly CallSettings Unhedged = Calling.Patient with { HedgeAfter = Calling.Patient.Timeout };

    private Coordinators Coordinators => three.Coordinators;

    [Fact]
    public async Task Calls_stay_with_one_replica_while_it_answers()
    {
        await using var client = Connect("steady");

        var replicas = new HashSet<ReplicaAddress>();
        for (var call = 0; call < 20; call++)
            replicas.Add((await client.ListPoolsAsync(Unhedged)).Replica);

        Assert.Single(replicas);
    }

    [Fact]
    public async Task When_the_replica_in_use_is_killed_the_next_call_is_answered_by_another()
    {
        await using var client = Connect("killed");
        var used = (await client.ListPoolsAsync()).Replica;

        await Coordinators.At(used).KillAsync();
        var answer = await client.ListPoolsAsync();
        var next = client.Choice;
        await Coordinators.At(used).ReplaceAsync();

        Assert.NotEqual(used, answer.Replica);
        Assert.Equal(answer.Replica, next);
    }

    [Fact]
    public async Task When_the_replica_in_use_hangs_another_answers_and_is_used_from_then_on()
    {
        await using var client = Connect("paused");
        var used = (await client.ListPoolsAsync()).Replica;

        await Coordinators.At(used).PauseAsync();
        var answer = await client.ListPoolsAsync();
        var next = client.Choice;
        await Coordinators.At(used).ReplaceAsync();

        Assert.NotEqual(used, answer.Replica);
        Assert.Equal(answer.Replica, next);
    }

    [Fact]
    public async Task When_the_replica_in_use_is_told_to_stop_no_call_fails()
    {
        await using var client = Connect("stopped");
        var used = (await client.ListPoolsAsync()).Replica;
        var stopping = Coordinators.At(used).TerminateAsync();

        var calls = 0;
        for (; !stopping.IsCompleted || calls < 100; calls++)
            await client.ListPoolsAsync();

        Assert.Equal(0, await stopping);
        Assert.NotEqual(used, (await client.ListPoolsAsync()).Replica);
        await Coordinators.At(used).ReplaceAsync();
    }

    [Fact]
    public async Task A_lease_is_granted_over_any_replica_and_stays_the_same()
    {
        await using var first = Connect("lease");
        var granted = await first.AcquireAsync("lease-over-any");
        await using var second = new CoordinatorClient(new CoordinatorClientOptions
        {
            Endpoints = [.. Coordinators.Endpoints.Where(endpoint => endpoint != granted.Replica.Endpoint)],
        });

        var again = await second.AcquireAsync("lease-over-any");

        Assert.Equal(granted.Value.Lease.Subnets, again.Value.Lease.Subnets);
        Assert.Equal(granted.Value.Lease.Epoch, again.Value.Lease.Epoch);
    }

    [Fact]
    public async Task A_refusal_is_the_answer_and_nobody_else_is_asked()
    {
        await using var client = Connect("refused");

        var attempts = 0;
        var refusal = await Assert.ThrowsAsync<CoordinatorCallException>(() => client.CallAsync(
            (invoker, options) =>
            {
                attempts++;
                return new PoolService.PoolServiceClient(invoker).GetPoolAsync(new GetPoolRequest { Name = "nowhere" }, options);
            },
            Unhedged,
            TestContext.Current.CancellationToken));

        Assert.Equal(1, attempts);
        Assert.Equal(ErrorReason.PoolNotFound, Assert.Single(refusal.Failures).Error.Reason);
    }

    [Fact]
    public async Task A_replica_that_is_back_is_moved_back_to()
    {
        await using var client = new CoordinatorClient(new CoordinatorClientOptions
        {
            Endpoints = Coordinators.Endpoints,
            Identity = "home",
            ResolveInterval = TimeSpan.FromMilliseconds(100),
            SettleTime = TimeSpan.FromMilliseconds(100),
        });
        var home = client.Choice!; // before anybody has answered or failed
        await AnsweredByAsync(home);
        await Coordinators.At(home).KillAsync();
        Assert.NotEqual(home, (await client.ListPoolsAsync()).Replica);

        await Coordinators.At(home).ReplaceAsync();

        await Eventually.HoldsAsync("the client moves home", () => Task.FromResult(client.Choice == home));
        await AnsweredByAsync(home);

        // Where it cannot answer yet, another one does, and the client has to move home first.
        Task AnsweredByAsync(ReplicaAddress replica) =>
            Eventually.HoldsAsync($"{replica} answers", async () => (await client.ListPoolsAsync(Unhedged)).Replica == replica);
    }

    [Fact]
    public async Task A_stream_to_a_replica_that_hangs_ends()
    {
        await using var client = Connect("watch");
        using var connection = client.TryConnect()!;
        using var watch = new LeaseService.LeaseServiceClient(connection.Invoker).WatchLeases(new WatchLeasesRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await Coordinators.At(connection.Replica).PauseAsync();
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            bound.CancelAfter(TimeSpan.FromSeconds(90)); // without pings it would go on for hours: the connection stands, and nobody sends
            var end = await Assert.ThrowsAsync<RpcException>(async () => { while (await watch.ResponseStream.MoveNext(bound.Token)) { } });
            Assert.False(bound.IsCancellationRequested, $"{end.Status}");
        }
        finally
        {
            await Coordinators.At(connection.Replica).ReplaceAsync();
        }
    }

    private CoordinatorClient Connect(string identity) => new(new CoordinatorClientOptions { Endpoints = Coordinators.Endpoints, Identity = identity });

    public sealed class ThreeCoordinators : IAsyncLifetime
    {
        public Coordinators Coordinators { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Coordinators = await Coordinators.StartAsync(3);

        public ValueTask DisposeAsync() => Coordinators.DisposeAsync();
    }
}
