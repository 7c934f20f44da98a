using System.Collections.Immutable;
using ActorNet.Testing;
using Akka.Actor;
using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Etcd.Tests.Query;

/// <summary>An actor system with a read journal and writers, on an etcd.</summary>
internal sealed class QueryHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private QueryHost(ActorSystem system)
    {
        System = system;
        Materializer = system.Materializer();
        Events = PersistenceQuery.Get(system).ReadJournalFor<EtcdReadJournal>(EtcdReadJournal.Identifier);
    }

    public ActorSystem System { get; }

    public ActorMaterializer Materializer { get; }

    public EtcdReadJournal Events { get; }

    public static QueryHost Start(EtcdCluster cluster, string settings = "") => new(EtcdSystem.Start(cluster, settings));

    public IActorRef StartWriter(string persistenceId) => System.ActorOf(Props.Create(() => new Writer(persistenceId)));

    /// <summary>Writes texts <c>[id]-1</c> to <c>[id]-[count]</c>, one after the other.</summary>
    public async Task<IActorRef> WriteAsync(string persistenceId, int count)
    {
        var writer = StartWriter(persistenceId);
        for (var n = 1; n <= count; n++)
        {
            await writer.AskAsync<Written>($"{persistenceId}-{n}");
        }

        return writer;
    }

    public Task<IImmutableList<T>> AllOfAsync<T>(Source<T, NotUsed> source) =>
        source.RunWith(Sink.Seq<T>(), Materializer).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>The next elements of a live query, and then its end by cancellation.</summary>
    public Task<IImmutableList<T>> TakeAsync<T>(Source<T, NotUsed> source, int count) => AllOfAsync(source.Take(count));

    public LiveQuery<T> Follow<T>(Source<T, NotUsed> source) => new(source, Materializer);

    public async ValueTask DisposeAsync() => await System.Terminate();
}
