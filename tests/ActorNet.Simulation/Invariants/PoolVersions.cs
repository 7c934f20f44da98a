using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// Decision 15: a pool has one version after the other, its shards follow and never go back, and what a shard gets from the pool it gets by settings that are
/// no older than those that it was given by.
/// </summary>
internal sealed class PoolVersions(Ledger ledger) : Invariant("V", ledger)
{
    public override void OnPoolEvent(IWriter writer, PoolEvent change)
    {
        switch (change)
        {
            case PoolChanged { Spec: var spec }:
                var before = Ledger.PoolNamed(spec.Name);
                Require(
                    before is not null && (before.Generation, before.Version + 1) == (spec.Generation, spec.Version),
                    () => $"{writer.Name} makes version {spec.Version} of {spec.Name}, which is {before?.Version}",
                    writer.Name);
                break;
            case PoolCreated { Spec: var spec }:
                Require(
                    spec.Generation > Ledger.GenerationOf(spec.Name),
                    () => $"{writer.Name} makes generation {spec.Generation} of {spec.Name} after {Ledger.GenerationOf(spec.Name)}",
                    writer.Name);
                break;
        }
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        switch (change)
        {
            case ShardActivated { Pool: var pool }:
                CheckKnown(writer, shard, pool);
                Require(
                    Ledger.FindSettingsOf(shard) is not { } known || known.Pool == pool,
                    () => $"{writer.Name} takes over with version {pool.Version}, and its journal says {Ledger.SettingsOf(shard).Pool.Version}",
                    writer.Name);
                break;
            case ShardPoolChanged { Pool: var pool }:
                CheckKnown(writer, shard, pool);
                Require(
                    pool.Version > Ledger.PoolOf(shard).Version,
                    () => $"{writer.Name} goes from version {Ledger.PoolOf(shard).Version} to {pool.Version}",
                    writer.Name);
                break;
            case BlocksReceived { Grant.Number: var grant }:
                Require(
                    Ledger.PoolOf(shard).Version >= Ledger.VersionOfGrant(shard, grant),
                    () => $"{writer.Name} takes a grant of version {Ledger.VersionOfGrant(shard, grant)} and knows {Ledger.PoolOf(shard).Version}",
                    writer.Name);
                break;
        }
    }

    private void CheckKnown(IWriter writer, ShardKey shard, PoolSpec pool) =>
        Require(
            Ledger.SettingsOf(shard.Pool, shard.Generation, pool.Version) == pool,
            () => $"{writer.Name} goes by version {pool.Version} of its pool, which the coordinator never wrote like that",
            writer.Name);
}
