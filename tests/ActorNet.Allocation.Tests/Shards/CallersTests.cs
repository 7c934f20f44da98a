using System.Threading.Channels;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Shards;
using Akka.Actor;
using Google.Protobuf;

namespace ActorNet.Allocation.Tests.Shards;

public sealed class CallersTests : IAsyncLifetime
{
    private const int HalfAFrame = 2 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ActorSystem system = ActorSystem.Create("callers", "akka.loglevel = WARNING");
    private readonly Channel<LeaseAnswers> answers = Channel.CreateUnbounded<LeaseAnswers>();
    private readonly IActorRef caller;
    private readonly Callers callers = new();

    public CallersTests() => caller = system.ActorOf(Props.Create(() => new Taking(answers.Writer)));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public async Task Answers_of_one_moment_go_together()
    {
        Answer(1, 300, new LeaseNotFound());
        callers.SendAnswers();

        Assert.Equal(Enumerable.Range(1, 300).Select(number => (long)number), (await NextAsync()).Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public async Task More_than_fits_between_replicas_goes_in_several_messages_and_each_answer_once()
    {
        var shard = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { ShardCount = 1 }), "10.0.0.0/16");
        var lease = shard.Acquire("a") with { Attributes = new NodeAttributes(ByteString.CopyFrom(new byte[48 * 1024])) };
        var grant = new LeaseGrant(lease, shard.State.Pool!);
        Answer(1, 100, grant);
        callers.SendAnswers();

        var tickets = new List<long>();
        while (tickets.Count < 100)
        {
            var together = (await NextAsync()).Replies;
            Assert.InRange(together.Sum(reply => MessageRoom.Of(reply.Reply)), 1, HalfAFrame);
            tickets.AddRange(together.Select(reply => reply.Ticket));
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(number => (long)number), tickets);
    }

    [Fact]
    public void What_waits_already_does_not_wait_twice_until_it_is_answered()
    {
        Assert.True(callers.TryAdd(caller, 1));
        Assert.False(callers.TryAdd(caller, 1));
        Assert.True(callers.TryAdd(ActorRefs.Nobody, 1));

        callers.Answer(caller, 1, new ShardAnswer(new LeaseNotFound(), default));

        Assert.True(callers.TryAdd(caller, 1));
    }

    private void Answer(long first, int count, LeaseReply reply)
    {
        for (var ticket = first; ticket < first + count; ticket++)
        {
            Assert.True(callers.TryAdd(caller, ticket));
            callers.Answer(caller, ticket, new ShardAnswer(reply, new JournalPosition("shard", 1)));
        }
    }

    private Task<LeaseAnswers> NextAsync() => answers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    private sealed class Taking : ReceiveActor
    {
        public Taking(ChannelWriter<LeaseAnswers> writer) => Receive<LeaseAnswers>(answer => writer.TryWrite(answer));
    }
}
