using ActorNet.Benchmarks.Clients;

namespace ActorNet.Benchmarks.Watching;

/// <summary>Many watchers, on all replicas alike.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private readonly Watcher[] watchers;

    private Audience(Watcher[] watchers) => this.watchers = watchers;

    /// <summary>How often watchers were told to start anew, their first snapshot aside.</summary>
    public long Resyncs => watchers.Sum(watcher => watcher.Starts - 1L);

    /// <summary>Starts them.</summary>
    /// <param name="connections">They share these.</param>
    /// <param name="count">How many.</param>
    /// <param name="onObservation">Hears of every message to any of them.</param>
    public static async Task<Audience> StartAsync(Connections connections, int count, Action<Observation> onObservation)
    {
        var reader = new ObservationReader();
        return new Audience(await Task.WhenAll(Enumerable.Range(0, count).Select(
            watcher => Watcher.StartAsync(reader, connections.Invoker(watcher), onObservation))));
    }

    /// <summary>Whether all know exactly these leases.</summary>
    public bool Knows(Fingerprint leases) => watchers.All(watcher => watcher.Knows(leases));

    public async ValueTask DisposeAsync() => await Task.WhenAll(watchers.Select(watcher => watcher.DisposeAsync().AsTask()));
}
