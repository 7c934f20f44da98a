using ActorNet.Allocation.Persistence;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Hosting;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Storage;

/// <summary>What keeps the journals and snapshots of all actors: everything that the coordinator asks of it, apart from Akka.Persistence itself.</summary>
internal interface IJournalStore
{
    /// <summary>What it is, in the words of the contract.</summary>
    JournalKind Kind { get; }

    /// <summary>Where it is, for people; goes into a sentence behind "its journal is in".</summary>
    string Place { get; }

    /// <summary>Sets Akka.Persistence up on it.</summary>
    void Configure(AkkaConfigurationBuilder builder);

    /// <summary>Makes it ready, before any actor reads or writes: takes it where it can be taken, checks that it is ours and can be written.</summary>
    /// <exception cref="StartException">It cannot be used.</exception>
    Task PrepareAsync(ActorSystem system, CancellationToken cancellation);

    /// <summary>Tries a write that changes nothing, all the way to where commits become durable.</summary>
    /// <returns>Why it cannot be written; null when it can.</returns>
    Task<string?> TryWriteAsync(ActorSystem system);

    /// <summary>What proves that a journal has no other writer.</summary>
    IOwnershipProof Prove(ActorSystem system);

    /// <summary>The events of all journals; only after <see cref="JournalStart"/>.</summary>
    IEventStreams Read(ActorSystem system);
}
