using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Views;

/// <summary>Who follows the store: replicas, their watchers, a table that hears everything; and the audit that compares.</summary>
internal sealed class ViewNetwork
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly World world;

    public ViewNetwork(World world)
    {
        this.world = world;
        Replicas = [.. Enumerable.Range(1, world.Mix.Replicas).Select(number => new Replica(world, $"replica {number}"))];
        Gossip = new GossipTable(world, world.Mix.Pools[0].Name);
    }

    public IReadOnlyList<Replica> Replicas { get; }

    public IReadOnlyList<Watcher> Watchers { get; private set; } = [];

    public GossipTable Gossip { get; }

    /// <summary>The watchers come, and the audit begins.</summary>
    public void Start()
    {
        Watchers = [.. Enumerable.Range(1, world.Mix.Watchers).Select(number => new Watcher(world, $"watcher {number}", world.Mix.Pools[number % world.Mix.Pools.Length]))];
        world.Queue.Put(world.Now + world.Mix.Unit, process: null, Audit);
    }

    /// <summary>Something is written.</summary>
    public void OnWritten()
    {
        foreach (var replica in Replicas)
        {
            replica.Follow();
        }
    }

    /// <summary>A replica shows something else.</summary>
    public void OnChanged(Replica replica)
    {
        foreach (var watcher in Watchers)
        {
            watcher.OnChanged(replica);
        }
    }

    /// <summary>A shard says what it holds (safety rule 11).</summary>
    public void OnDigest(ShardKey key, ShardDigest digest)
    {
        foreach (var replica in Replicas)
        {
            Compare(replica, key, digest, world.Now + Patience);
        }
    }

    private void Audit()
    {
        world.Queue.Put(world.Now + world.Mix.Unit, process: null, Audit);
        foreach (var key in DirectoryDigest.ShardsOf(Replicas[0].State))
        {
            world.Owners.Audit(key);
        }
    }

    private void Compare(Replica replica, ShardKey key, ShardDigest digest, TimeSpan until)
    {
        if (replica.State.Covers(digest.Position))
        {
            if (replica.View.History.StateAt(digest.Position) is { } state)
            {
                var comparison = new DigestComparison(digest.Position, digest.Digest, DirectoryDigest.Of(state, key));
                world.Rules.OnAudit(replica, comparison);
                if (!comparison.IsEqual)
                {
                    replica.Mistrust();
                }
            }
        }
        else if (world.Now < until)
        {
            world.Queue.Put(world.Now + LookAgain, process: null, () => Compare(replica, key, digest, until));
        }
        else
        {
            replica.Mistrust();
        }
    }
}
