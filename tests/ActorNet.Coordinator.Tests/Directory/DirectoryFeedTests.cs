using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Storage;
using Akka;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class DirectoryFeedTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("feed", "akka.stdout-loglevel = OFF, akka.loglevel = OFF");
    private readonly Events events = new();
    private readonly LeaseDirectory directory = new(TimeProvider.System);
    private readonly FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };
    private readonly Script journal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task Everything_that_is_there_is_read_before_the_start_is_over()
    {
        journal.Existing = [events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")];
        using var feed = Feed();
        Assert.NotNull(feed.Problem);

        await feed.StartAsync(Cancellation);

        Assert.Equal((2, 1), (directory.Current.State.Revision, directory.Current.State.HeldLeases));
        Assert.Null(feed.Problem);
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_stream_that_fails_is_begun_again_behind_the_last_event()
    {
        var (created, first, second) = (events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.2.0/24"));
        journal.Existing = [created];
        journal.Lives.Enqueue(Script.Of(first).Concat(Script.Failing));
        journal.Lives.Enqueue(Script.Of(first, second).Concat(Script.Silence));
        using var feed = Feed();
        await feed.StartAsync(Cancellation);

        await UntilAsync(() => directory.Current.State.Revision == 3);

        Assert.Equal([1, 2], journal.Asked);
        Assert.Equal(2, directory.Current.State.HeldLeases);
        Assert.Null(feed.Problem);
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_stream_that_left_something_out_makes_the_directory_start_anew()
    {
        var (created, first, missing, last) = (events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Revoked("a", 1), events.Released("a", 1));
        journal.Existing = [created, first];
        journal.Lives.Enqueue(Script.Of(last).Concat(Script.Silence));
        journal.Lives.Enqueue(Script.Of(missing, last).Concat(Script.Silence));
        using var feed = Feed();
        await feed.StartAsync(Cancellation);

        await UntilAsync(() => directory.Current.State.Revision == 4);

        Assert.Equal([2, 2], journal.Asked);
        Assert.Equal((1, 0), (directory.Current.Incarnation, directory.Current.State.HeldLeases));
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_begun_again_makes_the_directory_start_anew_from_where_the_store_is()
    {
        var (created, first) = (events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"));
        journal.Existing = [created, first];
        journal.Lives.Enqueue(Source.Failed<EventEnvelope>(new EventsLostException("compacted")).MapMaterializedValue(_ => NotUsed.Instance));
        using var feed = Feed();
        await feed.StartAsync(Cancellation);
        journal.Present = 900;

        await UntilAsync(() => journal.Asked.Count == 2);

        Assert.Equal([2, 900], journal.Asked);
        Assert.Equal((1, 900, 1), (directory.Current.Incarnation, directory.Current.State.Revision, directory.Current.State.HeldLeases));
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task What_is_found_to_be_wrong_is_read_anew()
    {
        journal.Existing = [events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")];
        using var feed = Feed();
        await feed.StartAsync(Cancellation);
        await UntilAsync(() => journal.Asked.Count == 1);

        feed.Mistrust();
        await UntilAsync(() => journal.Asked.Count == 2);

        Assert.Equal((1, 2, 1), (directory.Current.Incarnation, directory.Current.State.Revision, directory.Current.State.HeldLeases));
        Assert.Null(feed.Problem);
        await feed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task What_the_store_holds_of_others_is_not_waited_for()
    {
        journal.Existing = [events.PoolCreated()];
        journal.Present = 70;
        using var feed = Feed();

        await feed.StartAsync(Cancellation);
        await UntilAsync(() => journal.Asked.Count == 1);

        Assert.Equal([70], journal.Asked);
        await feed.StopAsync(Cancellation);
    }

    private DirectoryFeed Feed() => new(system, journal, directory, time, NullLogger<DirectoryFeed>.Instance);

    private async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (!condition())
        {
            // Back-off is on the clock of the test; a view that changes ends the wait early.
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(directory.Current.Next, Task.Delay(10, patience.Token));
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A journal that gives out what the test says.</summary>
    private sealed class Script : IEventStreams
    {
        public static readonly Source<EventEnvelope, NotUsed> Failing = Source.Failed<EventEnvelope>(new IOException("the disk is gone"));
        public static readonly Source<EventEnvelope, NotUsed> Silence = Source.Maybe<EventEnvelope>().MapMaterializedValue(_ => NotUsed.Instance);

        public JournalEvent[] Existing { get; set; } = [];

        public Queue<Source<EventEnvelope, NotUsed>> Lives { get; } = new();

        /// <summary>Behind which revisions live streams were asked for.</summary>
        public List<long> Asked { get; } = [];

        public static Source<EventEnvelope, NotUsed> Of(params JournalEvent[] events) => Source.From(events.Select(entry =>
            new EventEnvelope(Offset.Sequence(entry.Revision), entry.PersistenceId, entry.SequenceNumber, entry.Event, 0, [])));

        /// <summary>What the store says of its present.</summary>
        public long Present { get; set; }

        public Task<long> PresentAsync(CancellationToken cancellation) => Task.FromResult(Present);

        public Task<JournalEnds> ReadEndsAsync(JournalEnds known, CancellationToken cancellation) => Task.FromResult(known);

        public Source<EventEnvelope, NotUsed> Current(Offset after) => Of(Existing);

        public Source<EventEnvelope, NotUsed> Live(Offset after)
        {
            Asked.Add(((Sequence)after).Value);
            return Lives.TryDequeue(out var next) ? next : Silence;
        }
    }
}
