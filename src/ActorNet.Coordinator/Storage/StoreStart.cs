using ActorNet.Coordinator.Hosting;
using Akka.Actor;

namespace ActorNet.Coordinator.Storage;

/// <summary>Makes the store ready before the actors start.</summary>
internal sealed class StoreStart(IJournalStore store, ActorSystem system) : IHostedService
{
    /// <inheritdoc/>
    /// <exception cref="StartException">It cannot be used.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => store.PrepareAsync(system, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
