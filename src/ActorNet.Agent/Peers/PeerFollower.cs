using ActorNet.Agent.Platform;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Peers;

/// <summary>
/// The client's half of <c>safety.md</c> rule 11: turns the messages of one watch after another into a table. A snapshot takes effect when
/// its last piece is here; until then, and while there is no stream, what was known stays.
/// </summary>
internal sealed class PeerFollower
{
    /// <summary>Four times as many as there are /24s in 10.0.0.0/8.</summary>
    private const int MostLeases = 1 << 18;

    /// <summary>Of one message. Whoever sends more is not worth more.</summary>
    private const int MostFaults = 64;

    private PeerTable _table = new();
    private PeerTable? _incoming;
    private ToldLeases _told = new();
    private ToldLeases _incomingTold = new();

    /// <summary>Up to where everything is known: what the next watch resumes from. 0: nothing is.</summary>
    public long Revision { get; private set; }

    /// <summary>Whether there has been a complete snapshot.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether a snapshot has begun and is not complete.</summary>
    public bool IsInSnapshot => _incoming is not null;

    public PeerView View => new(IsComplete, [.. _table.Live]);

    /// <summary>A new stream starts; half a snapshot of the one before is worth nothing.</summary>
    public void StreamBegins() => _incoming = null;

    /// <summary>Takes a message. True if the table changed. What was wrong with single leases, as far as it is worth telling, is added to <paramref name="faults"/>.</summary>
    /// <exception cref="WatchBrokenException">The message cannot follow those before; the watch has to start anew.</exception>
    public bool Take(WatchLeasesResponse response, List<string> faults)
    {
        if (response.Revision < 0)
            throw Broken($"revision {response.Revision} is not 0 or more");

        switch (response.ContentCase)
        {
            case WatchLeasesResponse.ContentOneofCase.Snapshot:
                return TakePiece(response.Snapshot, response.Revision, faults);
            case WatchLeasesResponse.ContentOneofCase.Events:
                RequireSettled("events");
                return IsNews(response.Revision) && TakeEvents(response.Events, response.Revision, faults);
            case WatchLeasesResponse.ContentOneofCase.Progress:
                RequireSettled("progress");
                if (response.Revision >= Revision && !_told.Agrees(response.Progress.Digest))
                    throw Broken($"what is known of other nodes at revision {response.Revision} is not what the coordinator has");
                Revision = Math.Max(Revision, response.Revision);
                return false;
            default:
                throw Broken("the message has no content");
        }
    }

    private bool TakePiece(LeaseSnapshot piece, long revision, List<string> faults)
    {
        if (piece.First)
            (_incoming, _incomingTold) = (new PeerTable(), new ToldLeases());
        var incoming = _incoming ?? throw Broken("a snapshot does not begin with its first piece");

        foreach (var lease in piece.Leases)
            TakeLease(incoming, _incomingTold, lease, isDeletion: false, faults);
        RequireBounded(_incomingTold);
        if (!piece.Last)
            return false;

        (_table, _told, _incoming, IsComplete, Revision) = (incoming, _incomingTold, null, true, revision);
        return true;
    }

    private bool TakeEvents(LeaseEvents events, long revision, List<string> faults)
    {
        var changed = false;
        foreach (var item in events.Events)
        {
            if (item.Type is not (LeaseEventType.Put or LeaseEventType.Delete) || item.Lease is null)
                Note($"an event of type {item.Type} {(item.Lease is null ? "without a lease" : "is not known")}", faults);
            else
                changed |= TakeLease(_table, _told, item.Lease, item.Type == LeaseEventType.Delete, faults);
        }

        RequireBounded(_told);
        Revision = revision;
        return changed;
    }

    private static bool TakeLease(PeerTable table, ToldLeases told, Lease lease, bool isDeletion, List<string> faults)
    {
        told.Take(lease, isHeld: !isDeletion && lease.State != LeaseState.Quarantined);
        if (!PeerReader.TryRead(lease, out var peer, out var fault))
        {
            Note($"the lease of node '{lease.NodeId}' is refused: {fault}", faults);
            return false;
        }

        return isDeletion || lease.State == LeaseState.Quarantined ? table.Delete(peer) : table.Put(peer);
    }

    private static void Note(string fault, List<string> faults)
    {
        if (faults.Count < MostFaults)
            faults.Add(ForeignText.Of(fault));
    }

    private bool IsNews(long revision) => revision > Revision;

    private void RequireSettled(string what)
    {
        if (!IsComplete || _incoming is not null)
            throw Broken($"{what} came before a complete snapshot");
    }

    /// <summary>What a coordinator says must not take this host's memory.</summary>
    private void RequireBounded(ToldLeases told)
    {
        if (told.Count > MostLeases)
            throw Broken($"the pool has more than {MostLeases} leases");
    }

    private WatchBrokenException Broken(string why)
    {
        Revision = 0;
        return new WatchBrokenException(why);
    }
}

/// <summary>A watch stream that breaks the contract.</summary>
internal sealed class WatchBrokenException(string message) : Exception(message);
