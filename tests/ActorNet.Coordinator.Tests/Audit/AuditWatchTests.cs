using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas;
using ActorNet.Coordinator.Storage;
using ActorNet.Coordinator.Tests.Directory;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Audit;

public sealed class AuditWatchTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("audit-watch", "akka.stdout-loglevel = OFF, akka.loglevel = OFF");
    private readonly Events events = new();
    private readonly FakeTimeProvider time = new();
    private readonly FindingLog findings = new(NullLogger<FindingLog>.Instance);
    private readonly LeaseDirectory directory;

    public AuditWatchTests()
    {
        directory = new LeaseDirectory(time);
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.1.0/24")]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_replica_finds_what_is_wrong_in_its_own_memory_within_a_minute(bool isFirst)
    {
        var shards = system.ActorOf(Props.Create(() => new NotReady()));
        var allocation = new AllocationClient(system, new Given<PoolsActor>(shards), new Given<ShardsActor>(shards), new DirectoryBarrier(directory, time), time);
        var journal = new NoJournal();
        var auditor = new Auditor(
            directory,
            new PresentReader(directory, new EndsQueue(journal, directory, time), time),
            allocation,
            new NoOtherReplicas(),
            new AttestationBook(directory, time),
            new JournalReading(system, journal, directory),
            new StateChecks(),
            time);
        using var watch = new AuditWatch(auditor, findings, new Alone(isFirst), time, NullLogger<AuditWatch>.Instance);
        await watch.StartAsync(Cancellation);

        await Eventually.HoldsAsync("a round of the audit", () =>
        {
            time.Advance(AuditWatch.Period / 10);
            return Task.FromResult(findings.Last.Findings.Count > 0);
        });

        await watch.StopAsync(Cancellation);
        Assert.Contains(findings.Last.Findings, finding => finding.Code == AuditCodes.LeasesOverlap);
        Assert.Equal(isFirst ? [AuditCodes.ShardSilent] : [], findings.Last.Unknowns.Select(unknown => unknown.Code));
    }

    /// <summary>A shard that begins again and again.</summary>
    private sealed class NotReady : ReceiveActor
    {
        public NotReady() => ReceiveAny(_ => Sender.Tell("not ready"));
    }

    private sealed class Given<T>(IActorRef actor) : IRequiredActor<T>
    {
        public IActorRef ActorRef => actor;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(actor);
    }

    private sealed class Alone(bool isFirst) : IReplicas
    {
        public IReadOnlyList<Replica> All => [];

        public string? Problem => null;

        public bool IsFirst => isFirst;
    }

    /// <summary>A journal that has nothing more than is known.</summary>
    private sealed class NoJournal : IEventStreams
    {
        public Task<long> PresentAsync(CancellationToken cancellation) => Task.FromResult(0L);

        public Task<JournalEnds> ReadEndsAsync(JournalEnds known, CancellationToken cancellation) => Task.FromResult(known);

        public Source<EventEnvelope, NotUsed> Current(Offset after) => Source.Empty<EventEnvelope>();

        public Source<EventEnvelope, NotUsed> Live(Offset after) => Source.Empty<EventEnvelope>();
    }
}
