using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using Akka.Actor;

namespace ActorNet.Allocation.Tests.Persistence;

public sealed class CommitPipelineTests
{
    private static readonly CoordinatorActivated Change = new(DateTimeOffset.UnixEpoch, new Secret128(1));

    private readonly CommitPipeline<PoolEvent> pipeline = new(new FencedActorLimits { ProofsUnderWay = 2, CommandsPerBatch = 1 }, _ => { }, _ => 1);

    [Fact]
    public void Nothing_is_decided_before_the_activation_is_written()
    {
        Enqueue("read");

        Assert.Null(pipeline.DecideNext(Decide));

        pipeline.Open();
        Assert.NotNull(pipeline.DecideNext(Decide));
    }

    [Fact]
    public void Proofs_overlap_up_to_the_limit()
    {
        Enqueue("read", "read", "read");
        pipeline.Open();

        var first = pipeline.DecideNext(Decide)!;
        Assert.NotNull(pipeline.DecideNext(Decide));
        Assert.Null(pipeline.DecideNext(Decide));

        pipeline.EndProof(first);
        Assert.NotNull(pipeline.DecideNext(Decide));
    }

    [Fact]
    public void A_write_waits_for_the_proofs_and_all_else_waits_for_it()
    {
        Enqueue("read", "write", "read");
        pipeline.Open();
        var read = pipeline.DecideNext(Decide)!;
        var write = pipeline.DecideNext(Decide)!;

        Assert.Null(pipeline.TakeWrite());
        Assert.False(pipeline.IsWritten);
        Assert.Null(pipeline.DecideNext(Decide));

        pipeline.EndProof(read);
        Assert.Same(write, pipeline.TakeWrite());
        Assert.Null(pipeline.TakeWrite());
        Assert.Null(pipeline.DecideNext(Decide));

        pipeline.OnWritten();
        Assert.True(pipeline.IsWritten);
        Assert.NotNull(pipeline.DecideNext(Decide));
    }

    [Fact]
    public void Who_is_proved_who_is_written_and_who_waits_are_all_unanswered()
    {
        Enqueue("read", "write", "read");
        pipeline.Open();
        pipeline.DecideNext(Decide);
        pipeline.DecideNext(Decide);

        Assert.Equal([1L, 2L, 3L], pipeline.Unanswered.Select(command => command.Ticket).Where(ticket => ticket > 0).Order());
    }

    [Fact]
    public void Who_was_being_decided_when_a_rule_failed_is_unanswered_with_its_batch()
    {
        var pair = new CommitPipeline<PoolEvent>(FencedActorLimits.Default, _ => { }, _ => 1);
        pair.Enqueue(new Command("read", ActorRefs.Nobody, 1));
        pair.Enqueue(new Command("fail", ActorRefs.Nobody, 2));
        pair.Open();

        Assert.Throws<InvalidOperationException>(() => pair.DecideNext(Decide));

        Assert.Equal([1L, 2L], pair.Unanswered.Select(command => command.Ticket));
    }

    private static void Decide(Command command, Batch<PoolEvent> batch)
    {
        switch (command.Message)
        {
            case "write":
                batch.Write(Change);
                break;
            case "fail":
                throw new InvalidOperationException("a rule fails");
        }

        batch.Reply(command, _ => "done");
    }

    private void Enqueue(params IEnumerable<string> messages)
    {
        var ticket = 0L;
        foreach (var message in messages)
        {
            pipeline.Enqueue(new Command(message, ActorRefs.Nobody, ++ticket));
        }
    }
}
