using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using Akka.Actor;

namespace ActorNet.Coordinator.Replicas;

/// <summary>Opens this replica's <see cref="ReplicaDesk"/>, once there is something to be said.</summary>
internal sealed class ReplicaDeskStart(ActorSystem system, PresentReader reader, AttestationBook book) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        system.ActorOf(Props.Create(() => new ReplicaDesk(reader, book)), ReplicaDesk.Name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
