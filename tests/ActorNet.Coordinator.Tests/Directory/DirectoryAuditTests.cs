using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Storage;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class DirectoryAuditTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("audit", "akka.stdout-loglevel = OFF, akka.loglevel = OFF");
    private readonly Events events = new();
    private readonly FakeTimeProvider time = new();
    private readonly Journal journal = new();
    private readonly LeaseDirectory directory;

    public DirectoryAuditTests() => directory = new LeaseDirectory(time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ShardKey Shard => events.Pool.Shards.Single();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task A_directory_that_shows_something_else_than_the_shard_holds_is_read_anew()
    {
        journal.Existing = [events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")];
        using var feed = new DirectoryFeed(system, journal, directory, time, NullLogger<DirectoryFeed>.Instance);
        await feed.StartAsync(Cancellation);
        Corrupt();

        await RunAsync(feed, Hash("a", 1, "10.0.1.0/24"), () => directory.Current.Incarnation == 2);

        Assert.Equal("10.0.1.0/24", ShownSubnet());
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_directory_that_shows_what_the_shard_holds_stays()
    {
        journal.Existing = [events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.2.0/24"), events.Revoked("b", 2)];
        using var feed = new DirectoryFeed(system, journal, directory, time, NullLogger<DirectoryFeed>.Instance);
        await feed.StartAsync(Cancellation);

        var asked = await RunAsync(feed, Hash("a", 1, "10.0.1.0/24") + Hash("b", 2, "10.0.2.0/24"), () => false);

        Assert.Equal((3, 0), (asked, directory.Current.Incarnation));
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_directory_that_never_saw_the_last_event_of_a_journal_is_read_anew()
    {
        journal.Existing = [events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")];
        using var feed = new DirectoryFeed(system, journal, directory, time, NullLogger<DirectoryFeed>.Instance);
        await feed.StartAsync(Cancellation);
        journal.Existing = [.. journal.Existing, events.Granted("b", 2, "10.0.2.0/24")];

        await RunAsync(feed, Hash("a", 1, "10.0.1.0/24") + Hash("b", 2, "10.0.2.0/24"), () => directory.Current.Incarnation == 2, eventsUnseen: 1);

        Assert.Equal(2, directory.Current.State.HeldLeases);
        await feed.StopAsync(Cancellation);
    }

    /// <summary>Lets the audit ask until something has happened, and three times at most.</summary>
    private async Task<int> RunAsync(DirectoryFeed feed, ulong sum, Func<bool> isEnough, int eventsUnseen = 0)
    {
        var asked = 0;
        var position = new JournalPosition(Shard.PersistenceId, directory.Current.State.Positions[Shard.PersistenceId] + eventsUnseen);
        var digest = new LeaseDigest((int)directory.Current.State.HeldLeases + eventsUnseen, sum);
        var answer = () =>
        {
            Interlocked.Increment(ref asked);
            return (object)new ShardDigest(position, digest);
        };
        var shards = system.ActorOf(Props.Create(() => new Answering(answer)));
        var client = new AllocationClient(
            system, new Given<PoolsActor>(shards), new Given<ShardsActor>(shards), new DirectoryBarrier(directory, time), time);
        using var audit = new DirectoryAudit(client, directory, feed, time, NullLogger<DirectoryAudit>.Instance);
        await audit.StartAsync(Cancellation);
        await Eventually.HoldsAsync("the audit", () =>
        {
            time.Advance(DirectoryAudit.Period / 10);
            return Task.FromResult(isEnough() || Volatile.Read(ref asked) >= 3);
        });
        await audit.StopAsync(Cancellation);
        return asked;
    }

    /// <summary>Shows another subnet than was granted.</summary>
    private void Corrupt()
    {
        var wrong = directory.NewLikeThis();
        var others = new Events();
        wrong.Apply([others.PoolCreated(), others.Granted("a", 1, "10.0.9.0/24")]);
        directory.StartAnew(wrong);
        Assert.Equal("10.0.9.0/24", ShownSubnet());
    }

    private string ShownSubnet() =>
        directory.Current.State.Pools[events.Pool.Name].Leases.After(node: null).Single().Subnets.Single().ToString();

    private static ulong Hash(string node, long epoch, string subnet) =>
        LeaseDigest.HashOf(new NodeId(node), new Epoch(epoch), [Addressing.Prefix.Parse(subnet)]);

    private sealed class Answering : ReceiveActor
    {
        public Answering(Func<object> answer) => ReceiveAny(_ => Sender.Tell(answer()));
    }

    private sealed class Given<T>(IActorRef actor) : IRequiredActor<T>
    {
        public IActorRef ActorRef => actor;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(actor);
    }

    /// <summary>A journal with nothing to come.</summary>
    private sealed class Journal : IEventStreams
    {
        public JournalEvent[] Existing { get; set; } = [];

        public Task<long> PresentAsync(CancellationToken cancellation) => Task.FromResult(0L);

        public Task<JournalEnds> ReadEndsAsync(JournalEnds known, CancellationToken cancellation) => Task.FromResult(known);

        public Source<EventEnvelope, NotUsed> Current(Offset after) => Source.From(Existing.Select(entry =>
            new EventEnvelope(Offset.Sequence(entry.Revision), entry.PersistenceId, entry.SequenceNumber, entry.Event, 0, [])));

        public Source<EventEnvelope, NotUsed> Live(Offset after) => Source.Maybe<EventEnvelope>().MapMaterializedValue(_ => NotUsed.Instance);
    }
}
