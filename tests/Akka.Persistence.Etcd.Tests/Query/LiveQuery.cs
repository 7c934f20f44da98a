using System.Collections.Concurrent;
using ActorNet.Testing;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Etcd.Tests.Query;

/// <summary>A query that runs beside a test and keeps what it gives.</summary>
internal sealed class LiveQuery<T>
{
    private readonly ConcurrentQueue<T> seen = new();
    private readonly UniqueKillSwitch killSwitch;

    public LiveQuery(Source<T, NotUsed> source, IMaterializer materializer)
    {
        (killSwitch, End) = source
            .ViaMaterialized(KillSwitches.Single<T>(), Keep.Right)
            .ToMaterialized(Sink.ForEach<T>(seen.Enqueue), Keep.Both)
            .Run(materializer);
    }

    /// <summary>Done when the query is over, failed when it failed.</summary>
    public Task<Done> End { get; }

    public IReadOnlyList<T> Seen => [.. seen];

    public Task HasSeenAsync(int count, TimeSpan? within = null) => Eventually.HoldsAsync(
        $"{count} elements are read",
        () => End.IsFaulted ? Task.FromException<bool>(End.Exception) : Task.FromResult(seen.Count >= count),
        within,
        () => $"only {seen.Count} were");

    public Task CancelAsync()
    {
        killSwitch.Shutdown();
        return End;
    }
}
