using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Invariants;

/// <summary>What all journals say together, kept without any of the product's states: what invariants compare the product with.</summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<PoolName, PoolSpec> pools = [];
    private readonly Dictionary<PoolName, AddressMap> maps = [];
    private readonly List<AddressMap> pastMaps = [];
    private readonly Dictionary<(PoolName, long Generation, long Version), PoolSpec> settings = [];
    private readonly Dictionary<PoolName, long> generations = [];
    private readonly Dictionary<ShardKey, ShardSettings> shardSettings = [];
    private readonly Dictionary<(ShardKey, long Grant), long> versionOfGrant = [];
    private readonly Dictionary<(NodeId, Epoch), TimeSpan> dueAfter = [];
    private readonly Dictionary<(PoolName, NodeId), Record> records = [];
    private readonly Dictionary<(PoolName, NodeId), Epoch> topEpochs = [];
    private readonly HashSet<(NodeId, Epoch)> granted = [];
    private readonly HashSet<(NodeId, Epoch, NodeAttributes)> said = [];
    private readonly Dictionary<NodeId, Epoch> movedFrom = [];
    private readonly Dictionary<(NodeId, Epoch), TimeSpan> endedAt = [];
    private readonly Dictionary<(NodeId, Epoch), TimeSpan> answeredAt = [];
    private readonly Dictionary<string, LeaseCommand> commands = new(StringComparer.Ordinal);
    private readonly List<(long Revision, PoolName Pool, LeaseDigest Digest)> digests = [];
    private readonly Dictionary<PoolName, LeaseDigest> present = [];
    private readonly Dictionary<ShardKey, Moves> moves = [];
    private readonly Dictionary<ShardKey, long> returned = [];
    private readonly SortedDictionary<(PoolName Pool, long Number), Reservation> reservations = [];
    private readonly Dictionary<ShardKey, RangesWithheld> withheld = [];
    private readonly Dictionary<string, long> ends = new(StringComparer.Ordinal);

    public TimeSpan Now => world.Now;

    /// <summary>When things ceased to go wrong; null: they have not.</summary>
    public TimeSpan? HealedAt => world.HealedAt;

    public IReadOnlyList<Machine> Machines => world.Machines.All;

    /// <summary>The position of the last event.</summary>
    public long Revision { get; private set; }

    public IEnumerable<Record> Records => records.Values;

    public bool IsThere(PoolName pool) => pools.ContainsKey(pool);

    /// <summary>The pools that are there.</summary>
    public IEnumerable<PoolSpec> Pools => pools.Values;

    /// <summary>A pool as it is; null where it is not there.</summary>
    public PoolSpec? PoolNamed(PoolName pool) => pools.GetValueOrDefault(pool);

    /// <summary>The generation of the last pool of a name.</summary>
    public long GenerationOf(PoolName pool) => generations.GetValueOrDefault(pool);

    /// <summary>Whether a shard is of a pool that is there.</summary>
    public bool IsPresent(ShardKey shard) => PoolNamed(shard.Pool)?.Generation == shard.Generation;

    /// <summary>What the coordinator's journal said of a pool with a version; null: nothing.</summary>
    public PoolSpec? SettingsOf(PoolName pool, long generation, long version) => settings.GetValueOrDefault((pool, generation, version));

    /// <summary>What a shard's journal says of its pool.</summary>
    public ShardSettings SettingsOf(ShardKey shard) => shardSettings[shard];

    /// <summary>What a shard's journal says of its pool; null where it has none.</summary>
    public ShardSettings? FindSettingsOf(ShardKey shard) => shardSettings.GetValueOrDefault(shard);

    /// <summary>The version that a pool had when it made a grant.</summary>
    public long VersionOfGrant(ShardKey shard, long grant) => versionOfGrant.GetValueOrDefault((shard, grant));

    /// <summary>The pool as its shard goes by it.</summary>
    public PoolSpec PoolOf(ShardKey shard) => shardSettings[shard].Pool;

    public AddressMap MapOf(ShardKey shard) => maps[shard.Pool];

    public AddressMap? MapOf(PoolName pool) => maps.GetValueOrDefault(pool);

    /// <summary>The last return from a shard that its pool has taken.</summary>
    public long LastReturnFrom(ShardKey shard) => returned.GetValueOrDefault(shard);

    /// <summary>What a shard's journal says of its blocks' moves.</summary>
    public Moves MovesOf(ShardKey shard) => moves.GetValueOrDefault(shard);

    /// <summary>The reservations that there are.</summary>
    public IEnumerable<Reservation> ReservationsOf(PoolName pool) => reservations.Where(pair => pair.Key.Pool == pool).Select(pair => pair.Value);

    /// <summary>What a shard has last written that it withholds.</summary>
    public RangesWithheld WithheldBy(ShardKey shard) => withheld.GetValueOrDefault(shard) ?? new RangesWithheld(default, 0, []);

    public IEnumerable<Record> RecordsOf(PoolName pool) => records.Where(pair => pair.Key.Item1 == pool).Select(pair => pair.Value);

    public Record? Find(PoolName pool, NodeId node) => records.GetValueOrDefault((pool, node));

    /// <summary>The highest epoch that a node ever had.</summary>
    public Epoch TopOf(PoolName pool, NodeId node) => topEpochs.GetValueOrDefault((pool, node));

    public bool WasGranted(NodeId node, Epoch epoch) => granted.Contains((node, epoch));

    /// <summary>Whether it was ever written that the node says this of itself.</summary>
    public bool HasSaid(NodeId node, Epoch epoch, NodeAttributes attributes) => said.Contains((node, epoch, attributes));

    /// <summary>Whether the node has said that it gave up this epoch or a later one, and was granted anew.</summary>
    public bool HasMovedFrom(NodeId node, Epoch epoch) => movedFrom.TryGetValue(node, out var last) && epoch <= last;

    /// <summary>When it was released or revoked, or expired, for the first time; null: it was not.</summary>
    public TimeSpan? EndedAt(NodeId node, Epoch epoch) => endedAt.TryGetValue((node, epoch), out var at) ? at : null;

    /// <summary>When an answer of the owner last left that said that the epoch lives on; null: none ever did.</summary>
    public TimeSpan? LastAnswer(NodeId node, Epoch epoch) => answeredAt.TryGetValue((node, epoch), out var at) ? at : null;

    /// <summary>The same for all epochs in which a record's node may believe.</summary>
    public TimeSpan? LastAnswer(Record record) => record.Believable.Max(epoch => LastAnswer(record.Node, epoch));

    /// <summary>Before when a lease must not end by itself: whoever was answered believes for as long as it was told, and its owner waits for a grace more.</summary>
    public TimeSpan? DueAfter(NodeId node, Epoch epoch) => dueAfter.TryGetValue((node, epoch), out var at) ? at : null;

    /// <summary>The same for all epochs in which a record's node may believe.</summary>
    public TimeSpan? DueAfter(Record record) => record.Believable.Max(epoch => DueAfter(record.Node, epoch));

    /// <summary>The number of a journal's last event.</summary>
    public long EndOf(string journal) => ends.GetValueOrDefault(journal);

    public LeaseCommand? Command(string requestId) => commands.GetValueOrDefault(requestId);

    /// <summary>What was held in a pool at a revision.</summary>
    public LeaseDigest DigestAt(PoolName pool, long revision)
    {
        var (low, high) = (0, digests.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = digests[middle].Revision <= revision ? (middle + 1, high) : (low, middle);
        }

        while (--low >= 0)
        {
            if (digests[low].Pool == pool)
            {
                return digests[low].Digest;
            }
        }

        return default;
    }

    /// <summary>What is held in a pool.</summary>
    public LeaseDigest Digest(PoolName pool) => present.GetValueOrDefault(pool);

    public void NoteSent(LeaseCommand command)
    {
        var requestId = command switch { AcquireLease acquire => acquire.RequestId, ReleaseLease release => release.RequestId, _ => string.Empty };
        if (requestId.Length > 0)
        {
            commands[requestId] = command;
        }
    }

    /// <summary>Whoever was taken over may say late what it has proved in time; its successor began to count after that.</summary>
    public void NoteAnswer(IWriter writer, NodeId node, LeaseReply reply)
    {
        (Epoch Epoch, TimeSpan TimeToLive)? told = reply switch
        {
            LeaseGrant grant => (grant.Lease.Epoch, grant.Pool.Timing.TimeToLive),
            LeaseRenewal renewal => (renewal.Epoch, renewal.TimeToLive),
            _ => null,
        };
        if (told is var (confirmed, timeToLive) && writer.SupersededAt is null)
        {
            answeredAt[(node, confirmed)] = Now;
            var timing = new LeaseTiming(timeToLive, TimeSpan.Zero);
            var due = Now + ((timing.TimeToLive + timing.Grace) / (1 + DriftingClock.Rho));
            dueAfter[(node, confirmed)] = DueAfter(node, confirmed) is { } before && before > due ? before : due;
        }
    }

    public void Take(JournalEvent entry)
    {
        switch (entry.Event)
        {
            case PoolCreated { Spec: var spec }:
                pools.Add(spec.Name, spec);
                generations[spec.Name] = spec.Generation;
                settings[(spec.Name, spec.Generation, spec.Version)] = spec;
                var map = new AddressMap(spec);
                foreach (var past in pastMaps)
                {
                    map.After(past, epochsOnly: true);
                }

                maps.Add(spec.Name, map);
                break;
            case PoolChanged { Spec: var spec }:
                Change(pools[spec.Name], spec);
                break;
            case PoolDeleted { Name: var name }:
                pastMaps.Add(maps[name]);
                pools.Remove(name);
                maps.Remove(name);
                foreach (var record in Records.Where(record => record.Shard.Pool == name).ToList())
                {
                    records.Remove((name, record.Node));
                }

                foreach (var key in reservations.Keys.Where(key => key.Pool == name).ToList())
                {
                    reservations.Remove(key);
                }

                break;
            case BlocksGranted { Shard: var shard, Grant: var grant }:
                versionOfGrant[(shard, grant.Number)] = pools[shard.Pool].Version;
                Move(maps[shard.Pool], grant.Blocks, new Cell(Place.ToShard, shard.Index, grant.Number, null, default) { IsKept = grant.IsKept });
                break;
            case BlocksReturned { Shard: var shard, Return: var blockReturn }:
                returned[shard] = blockReturn.Number;
                Move(maps[shard.Pool], blockReturn.Blocks, new Cell(Place.Pool, 0, 0, null, default));
                break;
            case ReservationCreated { Reservation: var reservation } reserved:
                reservations.Add((reserved.Pool, reservation.Number), reservation);
                Mark(maps[reserved.Pool], reservation.Cidr, isReserved: true);
                break;
            case ReservationUpdated updated:
                var known = reservations[(updated.Pool, updated.Number)];
                reservations[(updated.Pool, updated.Number)] = known with { Drains = updated.Drains, Reason = updated.Reason };
                break;
            case ReservationDeleted deleted:
                reservations.Remove((deleted.Pool, deleted.Number), out var ended);
                Mark(maps[deleted.Pool], ended!.Cidr, isReserved: false);
                break;
            case ShardEvent when ShardKey.TryParse(entry.PersistenceId, out var shard) && !IsPresent(shard.Value):
                break; // Nothing that matters to anybody, or an invariant has said so.
            case ShardEvent change when ShardKey.TryParse(entry.PersistenceId, out var shard):
                Take(shard.Value, change);
                Revision = entry.Revision;
                Note(shard.Value.Pool);
                break;
        }

        Revision = entry.Revision;
        ends[entry.PersistenceId] = entry.SequenceNumber;
    }

    private void Take(ShardKey shard, ShardEvent change)
    {
        var map = maps[shard.Pool];
        switch (change)
        {
            case ShardActivated activated:
                shardSettings[shard] = FindSettingsOf(shard)?.Activate(activated.Pool) ?? new ShardSettings(activated.Pool, Now);
                break;
            case ShardPoolChanged changed:
                shardSettings[shard] = SettingsOf(shard).Change(changed.Pool, Now);
                break;
            case BlocksReceived received:
                Move(map, received.Grant.Blocks, new Cell(Place.Shard, shard.Index, 0, null, default));
                moves[shard] = MovesOf(shard) with { LastGrant = received.Grant.Number, HighestEpoch = Epoch.Max(MovesOf(shard).HighestEpoch, received.Grant.EpochFloor) };
                break;
            case BlocksYielded yielded:
                Move(map, yielded.Return.Blocks, new Cell(Place.ToPool, shard.Index, yielded.Return.Number, null, default));
                moves[shard] = MovesOf(shard) with { LastReturn = yielded.Return.Number };
                break;
            case LeaseGranted lease:
                if (Find(shard.Pool, lease.Node) is { IsHeld: true } before && Command(lease.RequestId) is AcquireLease acquire && acquire.BurntEpoch >= before.Epoch)
                {
                    NoteMovedFrom(lease.Node, before.Epoch);
                }

                NoteGivenUp(shard, lease);
                Remove(shard.Pool, lease.Node);
                Put(new Record(shard, lease.Node, lease.Epoch, lease.Subnets, lease.Instance, lease.Token, IsHeld: true) { Attributes = lease.Attributes, GrownFrom = lease.GrownFrom, Leaving = lease.Leaving });
                topEpochs[(shard.Pool, lease.Node)] = lease.Epoch;
                moves[shard] = MovesOf(shard) with { HighestEpoch = Epoch.Max(MovesOf(shard).HighestEpoch, lease.Epoch) };
                granted.Add((lease.Node, lease.Epoch));
                said.Add((lease.Node, lease.Epoch, lease.Attributes));
                break;
            case LeaseUpdated updated:
                Replace(shard, updated, record => record with { Instance = updated.Instance, Attributes = updated.Attributes });
                said.Add((updated.Node, updated.Epoch, updated.Attributes));
                break;
            case LeaseSuspected suspected:
                Replace(shard, suspected, record => record with { IsSuspect = true });
                break;
            case LeaseHeardAgain heard:
                Replace(shard, heard, record => record with { IsSuspect = false });
                break;
            case LeaseRevoked revoked:
                Replace(shard, revoked, record => record with { IsRevoked = true });
                NoteEnd(shard, revoked);
                break;
            case LeaseReleased or LeaseExpired:
                var ending = (LeaseChanged)change;
                Replace(shard, ending, record => record with { IsHeld = false });
                NoteEnd(shard, ending);
                break;
            case QuarantineEnded quarantineEnded:
                Remove(shard.Pool, quarantineEnded.Node);
                break;
            case RangesWithheld ranges:
                withheld[shard] = ranges;
                break;
        }
    }

    private void NoteMovedFrom(NodeId node, Epoch epoch) => movedFrom[node] = Epoch.Max(epoch, movedFrom.GetValueOrDefault(node));

    /// <summary>Who has given up a part of what it held believes in no epoch of before: that part was in those as well.</summary>
    private void NoteGivenUp(ShardKey shard, LeaseGranted lease)
    {
        if (Find(shard.Pool, lease.Node) is { IsHeld: true } before && Command(lease.RequestId) is AcquireLease acquire && GivesUp(acquire, before, lease))
        {
            foreach (var epoch in before.Believable)
            {
                NoteMovedFrom(lease.Node, epoch);
                if (epoch != before.Epoch)
                {
                    endedAt.TryAdd((lease.Node, epoch), Now);
                }
            }
        }
    }

    /// <summary>Whether a grant is what is left of a lease, of which its holder has given up the rest.</summary>
    public static bool GivesUp(AcquireLease acquire, Record before, LeaseGranted granted) => acquire.GivenUpEpoch == before.Epoch
        && granted.Subnets.SequenceEqual(before.Subnets.Where(subnet => !(before.Leaving.Contains(subnet) && acquire.GivenUp.Contains(subnet))))
        && granted.Subnets.Length < before.Subnets.Length;

    private void Mark(AddressMap map, Prefix range, bool isReserved)
    {
        foreach (ref var cell in map[range])
        {
            cell = cell with { IsReserved = isReserved, IdleSince = Now };
        }
    }

    /// <summary>What has grown ends with what it has grown out of.</summary>
    private void NoteEnd(ShardKey shard, LeaseChanged change)
    {
        endedAt.TryAdd((change.Node, change.Epoch), Now);
        foreach (var epoch in Find(shard.Pool, change.Node)?.Believable ?? [])
        {
            endedAt.TryAdd((change.Node, epoch), Now);
        }
    }

    private void Change(PoolSpec before, PoolSpec after)
    {
        pools[after.Name] = after;
        settings[(after.Name, after.Generation, after.Version)] = after;
        if (!before.Cidrs.SequenceEqual(after.Cidrs))
        {
            Reshape(maps[after.Name], after);
        }

        if (!before.Families.Select(Lengths).SequenceEqual(after.Families.Select(Lengths)))
        {
            maps[after.Name].NoteLengths();
        }

        if (after.Headroom.IsNone)
        {
            maps[after.Name].ForgetKept();
        }

        static (int, int, int) Lengths(FamilySpec family) => (family.PrefixLength, family.Shortest, family.Longest);
    }

    private void Reshape(AddressMap before, PoolSpec pool)
    {
        var map = maps[pool.Name] = before.Reshape(pool, Now);
        foreach (var past in pastMaps)
        {
            map.After(past, epochsOnly: true);
        }

        pastMaps.Add(before);
    }

    private void Move(AddressMap map, ImmutableArray<Prefix> blocks, Cell to)
    {
        foreach (var block in blocks)
        {
            foreach (ref var cell in map[block])
            {
                var isKept = to.Place != Place.Pool && (cell.IsKept || to.IsKept);
                cell = to with { Top = cell.Top, IdleSince = Now, IsReserved = cell.IsReserved, IsKept = isKept };
            }
        }
    }

    private void Replace(ShardKey shard, LeaseChanged change, Func<Record, Record> replacement)
    {
        if (Find(shard.Pool, change.Node) is { } before)
        {
            Remove(shard.Pool, change.Node);
            Put(replacement(before));
        }
    }

    private void Put(Record record)
    {
        var pool = record.Shard.Pool;
        records[(pool, record.Node)] = record;
        foreach (var subnet in record.Subnets)
        {
            foreach (ref var cell in maps[pool][subnet])
            {
                cell = cell with { Lease = record, Top = Epoch.Max(cell.Top, record.Epoch) };
            }
        }

        if (record.IsHeld)
        {
            present[pool] = Digest(pool).Add(LeaseDigest.HashOf(record.Node, record.Epoch, record.Subnets));
        }
    }

    private void Remove(PoolName pool, NodeId node)
    {
        if (!records.Remove((pool, node), out var record))
        {
            return;
        }

        foreach (var subnet in record.Subnets)
        {
            foreach (ref var cell in maps[pool][subnet])
            {
                cell = ReferenceEquals(cell.Lease, record) ? cell with { Lease = null, IdleSince = record.IsHeld ? Now : cell.IdleSince } : cell;
            }
        }

        if (record.IsHeld)
        {
            present[pool] = Digest(pool).Remove(LeaseDigest.HashOf(record.Node, record.Epoch, record.Subnets));
        }
    }

    private void Note(PoolName pool)
    {
        if (digests.Count == 0 || DigestAt(pool, Revision) != Digest(pool))
        {
            digests.Add((Revision, pool, Digest(pool)));
        }
    }
}
