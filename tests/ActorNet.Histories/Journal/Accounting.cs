using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Histories.Journal;

/// <summary>
/// Free, held and quarantined space of all shards, what is on its way, and what the pool has free add up to the pool, at every revision, by the counts
/// of the product's own states (I23). These refuse events that contradict each other, and that is a violation as well.
/// </summary>
public static class Accounting
{
    private static readonly Moment Any = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    /// <summary>All revisions at which the sum is wrong.</summary>
    public static IReadOnlyList<string> Check(JournalContents journal)
    {
        var (pools, shards, violations) = (new PoolState(), new Dictionary<ShardKey, ShardState>(), new List<string>());
        foreach (var writes in journal.Writes.GroupBy(write => write.Revision))
        {
            var touched = new HashSet<ShardKey>();
            try
            {
                foreach (var (write, change) in writes.SelectMany(write => write.Events.Select(entry => (write, entry.Event))))
                {
                    Apply(change, ShardKey.TryParse(write.Journal, out var shard) ? shard : null, touched);
                }

                violations.AddRange(touched.SelectMany(Sum).Select(problem => $"at revision {writes.Key}: {problem}"));
            }
            catch (InvalidOperationException problem)
            {
                // Nothing that follows a contradiction can be counted.
                violations.Add($"at revision {writes.Key}: {problem.Message}");
                return violations;
            }
        }

        return violations;

        void Apply(object change, ShardKey? key, HashSet<ShardKey> touched)
        {
            switch (change)
            {
                case ShardEvent ofShard:
                    StateOf(key!.Value).Apply(ofShard, Any);
                    touched.Add(key.Value);
                    break;
                case PoolEvent ofPool:
                    pools.Apply(ofPool);
                    if (ofPool is BlocksGranted { Shard: var granted })
                    {
                        touched.Add(granted);
                    }

                    if (ofPool is BlocksReturned { Shard: var returned })
                    {
                        touched.Add(returned);
                    }

                    break;
            }
        }

        ShardState StateOf(ShardKey key)
        {
            if (!shards.TryGetValue(key, out var state))
            {
                shards.Add(key, state = new ShardState());
            }

            return state;
        }

        IEnumerable<string> Sum(ShardKey key)
        {
            var shard = StateOf(key);
            if (!pools.TryGet(key.Pool, out var pool))
            {
                yield break;
            }

            var account = pool.Shards.GetValueOrDefault(key.Index);
            var arriving = account?.LastGrant is { } grant && grant.Number > shard.LastGrant ? grant.Blocks : [];
            var returning = shard.LastReturn is { } sent && sent.Number > (account?.LastReturn ?? 0) ? sent.Blocks : [];
            foreach (var family in pool.Spec.Families.Select(spec => spec.Family))
            {
                var held = Count(shard.Leases.Where(lease => lease.State != LeaseState.Quarantined).SelectMany(lease => lease.Subnets), family);
                var (free, quarantined) = (shard.Space[family].FreeAddresses, shard.Space[family].QuarantinedAddresses);
                var owned = Count(shard.Blocks, family);
                if (free + held + quarantined != owned)
                {
                    yield return $"shard {key} owns {owned} addresses, of which {free} are free, {held} held and {quarantined} quarantined";
                }

                var (granted, moving) = (Free(account?.Blocks, family), Count(arriving, family) + Count(returning, family));
                if (owned + moving != granted)
                {
                    yield return $"shard {key} owns {owned} addresses and {moving} are on their way, but its pool has given it {granted}";
                }

                var whole = Count(pool.Spec.Cidrs, family);
                var (left, given) = (Free(pool.Space, family), pool.Shards.Values.Aggregate(UInt128.Zero, (sum, other) => sum + Free(other.Blocks, family)));
                if (left + given != whole)
                {
                    yield return $"pool {key.Pool} has {whole} addresses, of which {left} are free and {given} given to shards";
                }
            }
        }
    }

    private static UInt128 Free(Allocation.Blocks.AddressSpace? space, AddressFamily family) => space?[family].FreeAddresses ?? UInt128.Zero;

    private static UInt128 Count(IEnumerable<Prefix> prefixes, AddressFamily family) =>
        prefixes.Where(prefix => prefix.Family == family).Aggregate(UInt128.Zero, (sum, prefix) => sum + prefix.AddressCount);
}
