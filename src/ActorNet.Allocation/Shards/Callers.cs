using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;
using Akka.Actor;

namespace ActorNet.Allocation.Shards;

/// <summary>
/// Those who wait for answers: few, replicas, each with many commands. One that has heard nothing for a while asks again; what it asked before
/// and is not answered yet must not wait a second time, because it would be done after its caller was told otherwise. Answers to the same
/// caller at the same moment go together.
/// </summary>
internal sealed class Callers
{
    private readonly HashSet<(IActorRef Caller, long Ticket)> waiting = [];
    private readonly Dictionary<IActorRef, List<TicketedReply>> replies = [];
    private JournalPosition position;

    /// <summary>Takes note of a command; false when it waits already.</summary>
    public bool TryAdd(IActorRef caller, long ticket) => waiting.Add((caller, ticket));

    /// <summary>Keeps an answer until <see cref="SendAnswers"/>.</summary>
    public void Answer(IActorRef caller, long ticket, ShardAnswer answer)
    {
        waiting.Remove((caller, ticket));
        if (!replies.TryGetValue(caller, out var list))
        {
            replies.Add(caller, list = []);
        }

        list.Add(new TicketedReply(ticket, answer.Reply));
        position = answer.Position;
    }

    public void SendAnswers()
    {
        foreach (var (caller, list) in replies)
        {
            foreach (var part in InParts(list))
            {
                caller.Tell(new LeaseAnswers(position, part));
            }
        }

        replies.Clear();
    }

    /// <summary>As much together as a message between replicas holds, and a message has one pool: who is told a longer time to live must not get it by mistake.</summary>
    private static IEnumerable<ImmutableArray<TicketedReply>> InParts(List<TicketedReply> list)
    {
        var part = ImmutableArray.CreateBuilder<TicketedReply>();
        var bytes = 0;
        PoolSpec? pool = null;
        foreach (var reply in list)
        {
            var own = PoolOf(reply.Reply);
            if (own is not null && pool is not null && own.Version != pool.Version)
            {
                yield return part.DrainToImmutable();
                bytes = 0;
            }

            pool = own ?? pool;
            part.Add(reply);
            bytes += MessageRoom.Of(reply.Reply);
            if (bytes >= MessageRoom.Most)
            {
                yield return part.DrainToImmutable();
                bytes = 0;
            }
        }

        if (part.Count > 0)
        {
            yield return part.DrainToImmutable();
        }
    }

    private static PoolSpec? PoolOf(LeaseReply reply) => reply switch
    {
        LeaseGrant grant => grant.Pool,
        LeaseEnd end => end.Pool,
        _ => null,
    };
}
