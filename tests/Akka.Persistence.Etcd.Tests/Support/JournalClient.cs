using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Persistence.Etcd.Configuration;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>Speaks Akka's journal protocol as one incarnation of a persistent actor does.</summary>
public sealed class JournalClient
{
    private readonly string writer = Guid.NewGuid().ToString();
    private readonly Channel<object> answers = Channel.CreateUnbounded<object>();

    public JournalClient(ActorSystem system, string persistenceId)
    {
        PersistenceId = persistenceId;
        Journal = Akka.Persistence.Persistence.Instance.Apply(system).JournalFor(EtcdPersistence.JournalPath);
        Actor = system.ActorOf(Akka.Actor.Props.Create<Collector>(answers.Writer));
    }

    public IActorRef Journal { get; }

    /// <summary>Whom the journal answers.</summary>
    public IActorRef Actor { get; }

    public string PersistenceId { get; }

    /// <summary>The last sequence number that was given to an event.</summary>
    public long SequenceNr { get; set; }

    /// <summary>An atomic write of the next events.</summary>
    public AtomicWrite Next(params object[] events) =>
        new([.. events.Select(payload => (IPersistentRepresentation)new Persistent(payload, ++SequenceNr, PersistenceId, string.Empty, false, Actor, writer))]);

    /// <summary>Sends without waiting.</summary>
    public void Send(params IEnumerable<AtomicWrite> writes) => Journal.Tell(new WriteMessages(writes.ToImmutableList<IPersistentEnvelope>(), Actor, 1));

    /// <summary>The next answer, whatever it is.</summary>
    public Task<object> AnswerAsync() => Collector.NextAsync(answers.Reader);

    /// <summary>Writes; gives the answer for all of it, and the answer for each event.</summary>
    public async Task<(object Whole, object[] Events)> WriteAsync(params IReadOnlyList<AtomicWrite> writes)
    {
        Send(writes);
        var whole = await AnswerAsync();
        var events = new object[writes.Sum(write => write.Size)];
        for (var index = 0; index < events.Length; index++)
        {
            events[index] = await AnswerAsync();
        }

        return (whole, events);
    }

    /// <summary>Writes events one by one; all must be accepted.</summary>
    public async Task WriteAllAsync(params IEnumerable<object> events)
    {
        var (whole, answered) = await WriteAsync([.. events.Select(payload => Next(payload))]);
        Assert.IsType<WriteMessagesSuccessful>(whole);
        Assert.All(answered, answer => Assert.IsType<WriteMessageSuccess>(answer));
    }

    /// <summary>Writes; it must fail as a whole.</summary>
    public async Task<Exception> FailToWriteAsync(params IReadOnlyList<AtomicWrite> writes)
    {
        var (whole, answered) = await WriteAsync(writes);
        Assert.All(answered, answer => Assert.IsType<WriteMessageFailure>(answer));
        return Assert.IsType<WriteMessagesFailed>(whole).Cause;
    }

    /// <summary>What is replayed, and the highest sequence number.</summary>
    public async Task<(List<IPersistentRepresentation> Events, long Highest)> ReplayAsync(long from = 1, long to = long.MaxValue, long max = long.MaxValue)
    {
        Journal.Tell(new ReplayMessages(from, to, max, PersistenceId, Actor));
        var events = new List<IPersistentRepresentation>();
        while (true)
        {
            switch (await AnswerAsync())
            {
                case ReplayedMessage replayed:
                    events.Add(replayed.Persistent);
                    break;
                case RecoverySuccess success:
                    return (events, success.HighestSequenceNr);
                case var failure:
                    throw new InvalidOperationException($"no replay: {failure}", (failure as ReplayMessagesFailure)?.Cause);
            }
        }
    }

    /// <summary>The sequence numbers of what is replayed.</summary>
    public async Task<long[]> NumbersAsync(long from = 1, long to = long.MaxValue, long max = long.MaxValue) =>
        [.. (await ReplayAsync(from, to, max)).Events.Select(@event => @event.SequenceNr)];

    public async Task DeleteAsync(long to)
    {
        Journal.Tell(new DeleteMessagesTo(PersistenceId, to, Actor));
        Assert.Equal(to, Assert.IsType<DeleteMessagesSuccess>(await AnswerAsync()).ToSequenceNr);
    }
}
