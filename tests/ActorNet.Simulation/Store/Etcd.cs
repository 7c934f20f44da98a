using ActorNet.Allocation.Persistence;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Network;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Store;

/// <summary>
/// The store: transactions happen one after the other, each at one moment between its request and its answer. Requests and answers may be slow
/// or lost, and a request that nobody waits for any more may still be done.
/// </summary>
internal sealed class Etcd(World world)
{
    private const int EventsPerRevision = 1 << 20;

    /// <summary>How long a client waits for a transaction.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1.5);

    private readonly List<JournalEvent> all = [];
    private readonly Dictionary<string, Channel> channels = new(StringComparer.Ordinal);
    private long revision;

    /// <summary>All events of all journals, in the order in which they were written.</summary>
    public List<JournalEvent> All => all;

    /// <summary>When something was last written.</summary>
    public TimeSpan LastWriteAt { get; private set; }

    /// <summary>Writes events behind a position.</summary>
    public void Append<TEvent>(
        SimulatedProcess process,
        IWriter writer,
        Journal<TEvent> journal,
        int from,
        IReadOnlyList<TEvent> events,
        Action<StoreResult> answer)
        where TEvent : class, IJournaled
    {
        world.Rules.OnWriteSent(writer);
        Ask(process, () => TryAppend(writer, journal, from, events) ? StoreResult.Done : StoreResult.Refused, answer);
    }

    /// <summary>Proves that a position is the end of a journal.</summary>
    public void Prove<TEvent>(SimulatedProcess process, Journal<TEvent> journal, int position, Action<StoreResult> answer)
        where TEvent : class, IJournaled =>
        Ask(process, () => journal.End == position ? StoreResult.Done : StoreResult.Refused, answer);

    /// <summary>Reads how far a journal goes; what is there up to then does not change any more.</summary>
    public void ReadEnd<TEvent>(SimulatedProcess process, Journal<TEvent> journal, Action<StoreResult, int> answer)
        where TEvent : class, IJournaled
    {
        var end = 0;
        Ask(process, ReadIt, result => answer(result, end));

        StoreResult ReadIt()
        {
            end = journal.End;
            return StoreResult.Done;
        }
    }

    private void Ask(SimulatedProcess process, Func<StoreResult> transaction, Action<StoreResult> answer)
    {
        if (!channels.TryGetValue(process.Name, out var channel))
        {
            channels.Add(process.Name, channel = new Channel(world, process.Name));
        }

        var (isSent, isAnswered) = (!channel.Link.IsCut(Direction.There), !channel.Link.IsCut(Direction.Back));
        var (there, back) = (channel.Delay(), channel.Delay());
        if (channel.Doubt.Happens(0.02 * world.Strength(Fault.UnknownResult)))
        {
            switch (channel.Doubt.Below(3))
            {
                case 0:
                    isSent = false;
                    break;
                case 1:
                    isAnswered = false;
                    break;
                default:
                    there = Late * channel.Doubt.Fraction();
                    break;
            }
        }

        var isInTime = isSent && isAnswered && there + back <= Patience;
        if (isSent)
        {
            world.Queue.Put(world.Now + there, process: null, Do);
        }

        if (!isInTime)
        {
            world.Queue.Put(world.Now + Patience, process, () => answer(StoreResult.Unknown));
        }

        void Do()
        {
            var result = transaction();
            if (isInTime)
            {
                world.Queue.Put(world.Now + back, process, () => answer(result));
            }
        }
    }

    private bool TryAppend<TEvent>(IWriter writer, Journal<TEvent> journal, int from, IReadOnlyList<TEvent> events)
        where TEvent : class, IJournaled
    {
        if (!journal.IsFree(from))
        {
            return false;
        }

        world.Rules.OnWrite(writer, journal.Id, from, journal.End);
        journal.Add(writer, events, world.Now);
        revision++;
        LastWriteAt = world.Now;
        for (var index = 0; index < events.Count; index++)
        {
            var entry = new JournalEvent(journal.Id, from + index + 1, (revision * EventsPerRevision) + index, events[index]);
            world.Trace?.Note(journal.Id, $"{writer.Name} writes {entry.SequenceNumber}: {entry.Event}");
            world.Rules.OnEvent(writer, entry);
            world.Views.Gossip.OnEvent(entry);
            all.Add(entry);
        }

        world.Views.OnWritten();

        return true;
    }

    /// <summary>A client's way to the store.</summary>
    private sealed class Channel(World world, string client)
    {
        private readonly Chance slowness = world.Chances.Of("slow", client);

        public Link Link { get; } = world.Links.Of($"store {client}");

        public Chance Doubt { get; } = world.Chances.Of("doubt", client);

        public TimeSpan Delay()
        {
            var usual = TimeSpan.FromMilliseconds(0.5 + (4 * slowness.Fraction()));
            return slowness.Happens(0.1 * world.Strength(Fault.SlowStore)) ? usual + (Slow * slowness.Fraction()) : usual;
        }
    }
}
