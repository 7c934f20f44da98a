using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Tests.Actors;
using Akka.Actor;

namespace ActorNet.Allocation.Tests.Persistence;

public sealed class FencedActorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly JournalFile journal = new();
    private readonly GatedProof gate = new();
    private readonly ActorSystem system;
    private readonly IActorRef actor;

    public FencedActorTests()
    {
        system = ActorSystem.Create("fenced", AllocationSerializer.Config.WithFallback(journal.Config));
        gate.Around(new JournalOwnershipProof(system));
        var scripted = Props.Create(() => new ScriptedActor(gate, FencedActorLimits.Default));
        actor = system.ActorOf(Restarting.Props(scripted, "scripted", "stopped"), "supervisor");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await system.Terminate();
        journal.Dispose();
    }

    [Fact]
    public async Task When_a_rule_fails_everybody_in_its_batch_and_behind_it_hears_that_nobody_knows()
    {
        await Answer("hello");
        gate.Close();
        var first = Answer("first");
        await gate.NextAskedAsync();
        Task<object>[] others =
        [
            Answer("before"),
            Ask((_, _) => throw new InvalidOperationException("a rule fails")),
            Answer("after"),
        ];
        await actor.Ask<ActorIdentity>(new Identify(null), Patience, TestContext.Current.CancellationToken); // The supervisor has passed all of them on.
        gate.Open();

        Assert.Equal("first", await first);
        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(ScriptedActor.Unknown, answer));
    }

    [Fact]
    public async Task After_a_rule_has_failed_it_serves_again()
    {
        Assert.Equal(ScriptedActor.Unknown, await Ask((_, _) => throw new InvalidOperationException("a rule fails")));

        await Eventually.HoldsAsync(async () => await Answer("again") is "again");
    }

    [Fact]
    public async Task What_a_failed_batch_had_decided_is_not_written()
    {
        await Answer("hello");

        await Ask((batch, _) =>
        {
            batch.Write(new CoordinatorActivated(DateTimeOffset.UnixEpoch, new Secret128(2)));
            throw new InvalidOperationException("a rule fails");
        });

        Assert.Equal(1, journal.LastSequenceNumber("scripted"));
    }

    [Fact]
    public async Task Commands_that_came_together_are_written_together_and_answered_at_the_end()
    {
        await Answer("hello");
        gate.Close();
        var first = Answer("first");
        await gate.NextAskedAsync();
        var writers = Enumerable.Range(0, 5).Select(_ => Ask((batch, command) =>
        {
            batch.Write(new CoordinatorActivated(DateTimeOffset.UnixEpoch, new Secret128(2)));
            batch.Reply(command, committed => committed.Position);
        })).ToList();
        gate.Open();

        await first;
        var positions = await Task.WhenAll(writers);

        Assert.Equal(6, journal.LastSequenceNumber("scripted"));
        Assert.Contains(new JournalPosition("scripted", 6), positions.Cast<JournalPosition>());
    }

    private Task<object> Answer(string text) => Ask((batch, command) => batch.Reply(command, _ => text));

    private Task<object> Ask(Action<Batch<PoolEvent>, Command> decide) => actor.Ask<object>(new Scripted(decide), Patience);
}
