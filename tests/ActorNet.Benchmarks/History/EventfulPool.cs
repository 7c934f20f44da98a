using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Benchmarks.History;

/// <summary>
/// The journal of a pool of /24s in a /8 whose nodes come, go and come back, evenly over a month: a third of the events are grants, each with a
/// name as agents give it. Every text is one of its own, as it is when it comes out of a journal.
/// </summary>
internal sealed class EventfulPool
{
    public const int Subnets = 1 << 16;

    public static readonly DateTimeOffset Start = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Length = TimeSpan.FromDays(30);

    private const int Nodes = 40_000;

    private readonly Random random = new(0);
    private readonly PoolSpec pool = (new PoolSettings { Name = PoolName.Default, Cidrs = [Prefix.Parse("10.0.0.0/8")], ShardCount = 1 }).Resolve().Spec!
        with { Generation = 1 };

    private readonly Queue<int> free = new(Enumerable.Range(0, Subnets));
    private readonly Node[] nodes = [.. Enumerable.Range(0, Nodes).Select(_ => new Node())];
    private readonly string journal;
    private long epoch;
    private long number;

    public EventfulPool() => journal = pool.Shards.Single().PersistenceId;

    public IEnumerable<JournalEvent> Events(int count)
    {
        yield return new JournalEvent("pools", 1, 1, new PoolCreated(Start, pool));
        for (var made = 1; made < count; made++)
        {
            var at = Start + (Length * ((double)made / count));
            var index = random.Next(Nodes);
            yield return new JournalEvent(journal, ++number, made + 1, Next(nodes[index], new NodeId($"node-{index}.rack-{index % 97}"), at));
        }
    }

    /// <summary>The subnet of a number.</summary>
    public static Prefix Subnet(int index) => Prefix.Parse("10.0.0.0/8").Subprefix((UInt128)index, 24);

    private ShardEvent Next(Node node, NodeId name, DateTimeOffset at)
    {
        switch (node.State)
        {
            case null:
                node.Subnet = free.Dequeue();
                return Grant(node, name, at);
            case LeaseState.Quarantined when random.Next(2) == 0:
                return Grant(node, name, at);
            case LeaseState.Quarantined:
                node.State = null;
                free.Enqueue(node.Subnet);
                return new QuarantineEnded(at, name, new Epoch(node.Epoch));
            case LeaseState.Active when random.Next(10) == 0:
                node.State = LeaseState.Revoked;
                return new LeaseRevoked(at, name, new Epoch(node.Epoch), $"rack {random.Next(97)} is taken down", $"cli-{Guid.NewGuid():n}");
            case LeaseState.Active when random.Next(3) > 0:
                node.State = LeaseState.Quarantined;
                return new LeaseReleased(at, name, new Epoch(node.Epoch), ByHolder: true, string.Empty, $"{Guid.NewGuid():n}");
            default:
                node.State = LeaseState.Quarantined;
                return new LeaseExpired(at, name, new Epoch(node.Epoch));
        }
    }

    private LeaseGranted Grant(Node node, NodeId name, DateTimeOffset at)
    {
        (node.State, node.Epoch) = (LeaseState.Active, ++epoch);
        return new LeaseGranted(at, name, new Epoch(epoch), [Subnet(node.Subnet)], default, default, NodeAttributes.None, $"{Guid.NewGuid():n}");
    }

    private sealed class Node
    {
        public LeaseState? State { get; set; }

        public int Subnet { get; set; }

        public long Epoch { get; set; }
    }
}
