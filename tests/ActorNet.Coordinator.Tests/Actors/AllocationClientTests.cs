using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Tests.Directory;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Tests.Actors;

public sealed class AllocationClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JournalPosition Ahead = new("ahead", 99);

    private readonly ActorSystem system = ActorSystem.Create("client", "akka.stdout-loglevel = OFF, akka.loglevel = OFF");
    private readonly DirectoryBarrier barrier = new(new LeaseDirectory(), TimeProvider.System);
    private readonly PoolSpec pool = new Events().Pool;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task An_actor_that_does_not_answer_in_time_is_an_unknown_outcome()
    {
        var client = Client(answer: null);

        Assert.IsType<OutcomeUnknown>(await client.AskAsync(pool, Renewal, TimeSpan.FromMilliseconds(10), Cancellation));
        Assert.IsType<PoolOutcomeUnknown>(await client.AskAsync(new DescribePool(pool.Name), TimeSpan.FromMilliseconds(10), Cancellation));
    }

    [Fact]
    public async Task Readers_wait_for_what_was_committed()
    {
        await Client(new ShardAnswer(new LeaseNotFound(), Ahead)).AskAsync(pool, Renewal, Patience, Cancellation);

        Assert.False(barrier.WaitAsync(Cancellation).IsCompleted);
    }

    [Fact]
    public async Task Readers_do_not_wait_for_what_may_never_be_written()
    {
        await Client(new ShardAnswer(new OutcomeUnknown(), Ahead)).AskAsync(pool, Renewal, Patience, Cancellation);
        await Client(new ShardAnswer(new QueueFull(), Ahead)).AskAsync(pool, Renewal, Patience, Cancellation);
        await Client(new PoolAnswer(new PoolOutcomeUnknown(), Ahead)).AskAsync(new DescribePool(pool.Name), Patience, Cancellation);
        await Client(new PoolAnswer(new PoolQueueFull(), Ahead)).AskAsync(new DescribePool(pool.Name), Patience, Cancellation);

        Assert.True(barrier.WaitAsync(Cancellation).IsCompletedSuccessfully);
    }

    private static RenewLease Renewal => new(new NodeId("node"), default, new Epoch(1));

    private AllocationClient Client(object? answer)
    {
        var actor = system.ActorOf(Props.Create(() => new Answering(answer)));
        return new AllocationClient(new Required<PoolsActor>(actor), new Required<ShardsActor>(actor), barrier);
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering(object? answer) => ReceiveAny(_ =>
        {
            if (answer is not null)
            {
                Sender.Tell(answer);
            }
        });
    }

    private sealed class Required<T>(IActorRef actor) : IRequiredActor<T>
    {
        public IActorRef ActorRef => actor;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(actor);
    }
}
