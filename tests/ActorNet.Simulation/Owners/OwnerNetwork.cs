using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Network;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Owners;

using Coordinators = Incarnations<PoolEvent, CoordinatorIncarnation>;
using Shards = Incarnations<ShardEvent, ShardIncarnation>;

/// <summary>The coordinator, the shards, and how messages find them.</summary>
internal sealed class OwnerNetwork
{
    public const string PoolsJournal = "pools";

    private readonly World world;
    private readonly SortedDictionary<string, Shards> shards = new(StringComparer.Ordinal);

    public OwnerNetwork(World world)
    {
        this.world = world;
        Coordinator = new(
            world,
            "coordinator",
            new Journal<PoolEvent>(PoolsJournal),
            (name, clock, stopped) => new CoordinatorIncarnation(world, name, clock, Coordinator!.Journal, stopped));
        Coordinator.Start();
    }

    public Coordinators Coordinator { get; }

    /// <summary>The shards that were ever started.</summary>
    public IReadOnlyCollection<Shards> AllShards => shards.Values;

    /// <summary>A shard; the first message to it starts it.</summary>
    public Shards Shard(ShardKey key)
    {
        if (!shards.TryGetValue(key.PersistenceId, out var owner))
        {
            var journal = new Journal<ShardEvent>(key.PersistenceId);
            owner = new(world, $"shard {key}", journal, (name, clock, stopped) => new ShardIncarnation(world, name, clock, key, journal, stopped));
            shards.Add(key.PersistenceId, owner);
            owner.Start();
        }

        return owner;
    }

    /// <summary>A node or an operator asks a shard.</summary>
    public void Send(PoolSpec pool, Request request)
    {
        // Replicas send to the pool that they know; where there is none, they say so themselves.
        var key = (world.Ledger.PoolNamed(pool.Name) ?? pool).ShardOf(request.Command.Node);
        world.Links.Of(request.Link).Send(Direction.There, receiver: null, () => Deliver(key, request.Command, request));
    }

    /// <summary>Somebody asks for a pool to be made.</summary>
    public void Create(PoolSpec pool) => Deliver(new CreatePool(pool with { Generation = 0 }));

    /// <summary>An operator asks for something to be done with a pool; what becomes of it shows in the journal.</summary>
    public void Ask(IAllocationMessage message)
    {
        world.Trace?.Note("operator", $"asks for {message}");
        world.Links.Of("operator of pools").Send(Direction.There, receiver: null, () => Deliver(message));
    }

    public void SendToCoordinator(ShardIncarnation from, ShardKey key, object message)
    {
        world.Trace?.Note(from.Name, $"tells the coordinator {message}");
        world.Links.Of($"owners {key}").Send(Direction.There, receiver: null, () => Deliver(message));
    }

    public void SendToShard(CoordinatorIncarnation from, ShardKey key, object message)
    {
        world.Trace?.Note(from.Name, $"tells shard {key} {message}");
        world.Links.Of($"owners {key}").Send(Direction.Back, receiver: null, () => Deliver(key, message, request: null));
    }

    /// <summary>The coordinator describes a pool, to all shards that may have asked.</summary>
    public void Introduce(CoordinatorIncarnation from, PoolSpec pool, PoolAnswer answer)
    {
        foreach (var key in pool.Shards.Where(key => shards.ContainsKey(key.PersistenceId)))
        {
            SendToShard(from, key, answer);
        }
    }

    /// <summary>Asks a shard what it holds.</summary>
    public void Audit(ShardKey key) => Deliver(key, new DigestShard(), request: null);

    private void Deliver(object message)
    {
        if (Coordinator.Route() is { } coordinator)
        {
            OnArrival(coordinator, () => coordinator.Deliver(message, request: null));
        }
    }

    private void Deliver(ShardKey key, object message, Request? request)
    {
        if (Shard(key).Route() is { } shard)
        {
            OnArrival(shard, () => shard.Deliver(message, request));
        }
    }

    private void OnArrival(SimulatedProcess receiver, Action arrive) => world.Queue.Put(world.Now, receiver, arrive);
}
