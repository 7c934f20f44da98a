using System.Collections.Concurrent;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Tests.Directory;
using Akka.Actor;
using Akka.Hosting;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Actors;

public sealed class AllocationClientTests : IAsyncLifetime
{
    private const int HalfAFrame = 2 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JournalPosition Ahead = new("ahead", 99);

    private readonly ActorSystem system = ActorSystem.Create("client", "akka.stdout-loglevel = OFF, akka.loglevel = OFF");
    private readonly DirectoryBarrier barrier = new(new LeaseDirectory(TimeProvider.System), TimeProvider.System);
    private readonly PoolSpec pool = new Events().Pool;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task An_actor_that_does_not_answer_in_time_is_an_unknown_outcome()
    {
        var client = Client(_ => null);

        Assert.IsType<OutcomeUnknown>(await client.AskAsync(pool, Renewal, TimeSpan.FromMilliseconds(10), Cancellation));
        Assert.IsType<PoolOutcomeUnknown>(await client.AskAsync(new DescribePool(pool.Name), TimeSpan.FromMilliseconds(10), Cancellation));
    }

    [Fact]
    public async Task A_command_that_is_lost_is_sent_again()
    {
        var client = Client(attempt => attempt > 2 ? Answer(new LeaseNotFound()) : null);

        Assert.IsType<LeaseNotFound>(await client.AskAsync(pool, Renewal, Patience, Cancellation));
    }

    [Fact]
    public async Task A_shard_that_begins_again_is_asked_again()
    {
        var client = Client(attempt => attempt > 1 ? Answer(new LeaseNotFound()) : _ => new ShardNotReady(pool.ShardOf(Renewal.Node)));

        Assert.IsType<LeaseNotFound>(await client.AskAsync(pool, Renewal, Patience, Cancellation));
    }

    [Fact]
    public async Task A_shard_that_could_not_tell_is_asked_again()
    {
        var client = Client(attempt => Answer(attempt > 2 ? new LeaseNotFound() : new OutcomeUnknown()));

        Assert.IsType<LeaseNotFound>(await client.AskAsync(pool, Renewal, Patience, Cancellation));
    }

    [Fact]
    public async Task A_pool_coordinator_that_could_not_tell_is_asked_again()
    {
        var client = Client(attempt => _ => new PoolAnswer(attempt > 1 ? new PoolNotFound(pool.Name) : new PoolOutcomeUnknown(), Ahead));

        Assert.IsType<PoolNotFound>(await client.AskAsync(new DescribePool(pool.Name), Patience, Cancellation));
    }

    [Fact]
    public async Task Commands_for_one_shard_go_together_while_it_is_busy_and_each_gets_its_own_answer()
    {
        var sizes = new ConcurrentBag<int>();
        var tickets = new ConcurrentDictionary<long, bool>(); // What is not answered for a while, on a busy machine, is sent again.
        var client = Client(_ => message =>
        {
            sizes.Add(message.Commands.Length);
            foreach (var command in message.Commands)
            {
                tickets[command.Ticket] = true;
            }

            return new LeaseAnswers(Ahead, [.. message.Commands.Select(command => new TicketedReply(command.Ticket, new LeaseRenewal(((RenewLease)command.Command).Epoch, Patience)))]);
        });

        var replies = await Task.WhenAll(Enumerable.Range(1, 10_000).Select(epoch => client.AskAsync(pool, Renewal with { Epoch = new Epoch(epoch) }, Patience, Cancellation)));

        Assert.Equal(Enumerable.Range(1, 10_000).Select(epoch => new Epoch(epoch)), replies.Cast<LeaseRenewal>().Select(reply => reply.Epoch));
        Assert.Equal(10_000, tickets.Count);
        Assert.InRange(sizes.Count, 1, 5_000);
    }

    [Fact]
    public async Task No_more_goes_together_than_fits_between_replicas()
    {
        var sizes = new ConcurrentBag<int>();
        var client = Client(attempt => message =>
        {
            sizes.Add(message.Commands.Sum(command => MessageRoom.Of(command.Command)));

            // Nobody answers the first ones, so that the others wait and would all go together.
            return attempt < 5 ? new ShardNotReady(pool.ShardOf(Renewal.Node)) : Answer(new LeaseNotFound())(message);
        });
        var attributes = new NodeAttributes(ByteString.CopyFrom(new byte[48 * 1024]));
        var command = new AcquireLease(Renewal.Node, default) { NewToken = default, Attributes = attributes };

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.AskAsync(pool, command, Patience, Cancellation)));

        Assert.InRange(sizes.Max(), 1, HalfAFrame);
    }

    [Fact]
    public async Task More_commands_than_may_wait_are_refused_at_once()
    {
        var client = Client(_ => null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = Enumerable.Range(0, AllocationClient.MaxWaiting).Select(_ => client.AskAsync(pool, Renewal, Patience, stop.Token)).ToList();

        Assert.IsType<QueueFull>(await client.AskAsync(pool, Renewal, Patience, Cancellation));

        await stop.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.IsType<OutcomeUnknown>(await client.AskAsync(pool, Renewal, TimeSpan.FromMilliseconds(10), Cancellation));
    }

    [Fact]
    public async Task Readers_wait_for_what_was_committed()
    {
        await Client(_ => Answer(new LeaseNotFound())).AskAsync(pool, Renewal, Patience, Cancellation);

        Assert.False(barrier.WaitAsync(Cancellation).IsCompleted);
    }

    [Fact]
    public async Task Readers_do_not_wait_for_what_may_never_be_written()
    {
        var brief = TimeSpan.FromMilliseconds(100);
        await Client(_ => Answer(new OutcomeUnknown())).AskAsync(pool, Renewal, brief, Cancellation);
        await Client(_ => Answer(new QueueFull())).AskAsync(pool, Renewal, brief, Cancellation);
        await Client(_ => _ => new PoolAnswer(new PoolOutcomeUnknown(), Ahead)).AskAsync(new DescribePool(pool.Name), brief, Cancellation);
        await Client(_ => _ => new PoolAnswer(new PoolQueueFull(), Ahead)).AskAsync(new DescribePool(pool.Name), brief, Cancellation);

        Assert.True(barrier.WaitAsync(Cancellation).IsCompletedSuccessfully);
    }

    private static RenewLease Renewal => new(new NodeId("node"), default, new Epoch(1));

    private static Func<LeaseCommands, object> Answer(LeaseReply reply) =>
        commands => new LeaseAnswers(Ahead, [.. commands.Commands.Select(command => new TicketedReply(command.Ticket, reply))]);

    /// <summary>A client of an actor that answers its first, second, … message in this way; null: not at all.</summary>
    private AllocationClient Client(Func<int, Func<LeaseCommands, object>?> answer)
    {
        var actor = system.ActorOf(Props.Create(() => new Answering(answer)));
        return new AllocationClient(system, new Required<PoolsActor>(actor), new Required<ShardsActor>(actor), barrier, TimeProvider.System);
    }

    private sealed class Answering : ReceiveActor
    {
        private int attempts;

        public Answering(Func<int, Func<LeaseCommands, object>?> answer) => ReceiveAny(message =>
        {
            if (answer(++attempts) is { } reply)
            {
                var commands = (message as ShardEnvelope)?.Message as LeaseCommands ?? new LeaseCommands([]);
                Sender.Tell(reply(commands));
            }
        });
    }

    private sealed class Required<T>(IActorRef actor) : IRequiredActor<T>
    {
        public IActorRef ActorRef => actor;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(actor);
    }
}
