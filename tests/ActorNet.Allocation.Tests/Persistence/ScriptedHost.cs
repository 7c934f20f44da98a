using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Tests.Actors;
using Akka.Actor;

namespace ActorNet.Allocation.Tests.Persistence;

/// <summary>A <see cref="ScriptedActor"/> under its supervisor, on a journal of its own, whose proofs can be held up.</summary>
internal sealed class ScriptedHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly JournalFile journal = new();
    private readonly ActorSystem system;

    /// <summary>Starts one.</summary>
    /// <param name="proofsUnderWay">How many proofs may be under way at a time.</param>
    public ScriptedHost(int proofsUnderWay = 1)
    {
        system = ActorSystem.Create("scripted", AllocationSerializer.Config.WithFallback(journal.Config));
        Gate.Around(new JournalOwnershipProof(system));
        var scripted = Props.Create(() => new ScriptedActor(Gate, new FencedActorLimits { ProofsUnderWay = proofsUnderWay }));
        Actor = system.ActorOf(Restarting.Props(scripted, "scripted", "stopped"), "supervisor");
    }

    public GatedProof Gate { get; } = new();

    public IActorRef Actor { get; }

    public long LastSequenceNumber => journal.LastSequenceNumber("scripted");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A command that has nothing to write.</summary>
    public Task<object> AnswerAsync(string text) => AskAsync((batch, command) => batch.Reply(command, _ => text));

    /// <summary>A command that writes an event; answered with what is made of the commit.</summary>
    public Task<object> WriteAsync(Func<Committed, object> answer) => AskAsync((batch, command) =>
    {
        batch.Write(new CoordinatorActivated(DateTimeOffset.UnixEpoch, new Secret128(2)));
        batch.Reply(command, answer);
    });

    public Task<object> AskAsync(Action<Batch<PoolEvent>, Command> decide) => Actor.Ask<object>(new Scripted(decide), Patience, Cancellation);

    /// <summary>When it returns, the supervisor has passed on all that was asked before.</summary>
    public Task PassedOnAsync() => Actor.Ask<ActorIdentity>(new Identify(null), Patience, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await system.Terminate();
        journal.Dispose();
    }
}
