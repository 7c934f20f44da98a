using ActorNet.Allocation.Pools;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Operators;

/// <summary>Makes the pools: the first at the beginning, others while everything runs.</summary>
internal sealed class PoolMaker(World world)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    public void Start()
    {
        var chance = world.Chances.Of("pools");
        Make(world.Mix.Pools[0]);
        foreach (var pool in world.Mix.Pools.Skip(1))
        {
            world.Queue.Put(chance.Between(TimeSpan.Zero, world.Mix.Chaos / 2), process: null, () => Make(pool));
        }
    }

    private void Make(PoolSpec pool)
    {
        if (!world.Ledger.IsThere(pool.Name))
        {
            world.Owners.Create(pool);
            world.Queue.Put(world.Now + AskAgain, process: null, () => Make(pool));
        }
    }
}
