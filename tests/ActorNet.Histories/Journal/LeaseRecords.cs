using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Histories.Journal;

/// <summary>
/// At every revision the held leases are inside their pool, of a length that it offers, disjoint, inside a block of the shard that wrote them, one per node
/// (I2); epochs strictly grow for every node, address and shard (I6); and a change names the lease that is there (rule 7).
/// </summary>
public static class LeaseRecords
{
    /// <summary>All events that may not have been written.</summary>
    public static IReadOnlyList<string> Check(JournalContents journal)
    {
        var granted = journal.ShardEvents.Select(entry => entry.Event).OfType<LeaseGranted>().SelectMany(grant => grant.Subnets);
        var lengths = new PrefixLengths(granted);
        var specs = journal.Pools.ToDictionary(spec => (spec.Name, spec.Generation));
        var records = specs.ToDictionary(pair => pair.Key, pair => new Records(pair.Value, lengths));
        var violations = new List<string>();
        foreach (var (change, shard, revision) in journal.ShardEvents)
        {
            var what = $"{change} in {shard} at {revision}";
            if (!records.TryGetValue((shard.Pool, shard.Generation), out var pool))
            {
                violations.Add($"{what}: there is no such pool");
                continue;
            }

            violations.AddRange(pool.Take(change, shard).Select(problem => $"{what}: {problem}"));
        }

        return violations;
    }

    /// <summary>The leases of one pool, over all shards.</summary>
    private sealed class Records(PoolSpec pool, PrefixLengths lengths)
    {
        private readonly Dictionary<NodeId, Record> leases = [];
        private readonly Occupancy<Record> held = new(lengths);
        private readonly Dictionary<NodeId, Epoch> epochOfNode = [];
        private readonly Dictionary<ShardKey, Epoch> epochOfShard = [];
        private readonly HighestEpochs epochOfSubnet = new(lengths);
        private readonly Dictionary<ShardKey, AddressSpace> blocks = [];

        public IEnumerable<string> Take(ShardEvent change, ShardKey shard) => change switch
        {
            BlocksReceived received => Receive(received.Grant, shard),
            BlocksYielded yielded => Yield(yielded.Return, shard),
            LeaseGranted granted => [.. Grant(granted, shard)],
            LeaseChanged changed => [.. Change(changed, shard)],
            _ => [],
        };

        private IEnumerable<string> Receive(BlockGrant grant, ShardKey shard)
        {
            BlocksOf(shard).Add(grant.Blocks);
            return [];
        }

        private IEnumerable<string> Yield(BlockReturn blockReturn, ShardKey shard)
        {
            BlocksOf(shard).Take(blockReturn.Blocks);
            return leases.Values
                .Where(lease => lease.Shard == shard && lease.Subnets.Any(subnet => blockReturn.Blocks.Any(block => block.Overlaps(subnet))))
                .Select(lease => $"{lease} is in what is given away");
        }

        private IEnumerable<string> Grant(LeaseGranted granted, ShardKey shard)
        {
            if (leases.Remove(granted.Node, out var before))
            {
                Release(before);
            }

            if (before is not null && before.Shard != shard)
            {
                yield return $"the node has {before}, of another shard";
            }

            if (pool.ShardOf(granted.Node) != shard)
            {
                yield return $"the node belongs to {pool.ShardOf(granted.Node)}";
            }

            if (!granted.Subnets.Select(subnet => subnet.Family).SequenceEqual(pool.Families.Select(family => family.Family)))
            {
                yield return $"not one subnet for each of {string.Join(", ", pool.Families.Select(family => family.Family))}";
            }

            if (granted.Epoch <= epochOfNode.GetValueOrDefault(granted.Node))
            {
                yield return $"the node had epoch {epochOfNode[granted.Node]} before";
            }

            if (granted.Epoch <= epochOfShard.GetValueOrDefault(shard))
            {
                yield return $"the shard has given epoch {epochOfShard[shard]} before";
            }

            var record = new Record(granted.Node, granted.Subnets, granted.Epoch, shard, IsQuarantined: false);
            foreach (var problem in granted.Subnets.SelectMany(subnet => FindProblems(subnet, granted.Epoch, shard)))
            {
                yield return problem;
            }

            foreach (var subnet in granted.Subnets)
            {
                held.Add(subnet, record);
                epochOfSubnet.Raise(subnet, granted.Epoch);
            }

            leases.Add(granted.Node, record);
            epochOfShard[shard] = Epoch.Max(granted.Epoch, epochOfShard.GetValueOrDefault(shard));
            epochOfNode[granted.Node] = Epoch.Max(granted.Epoch, epochOfNode.GetValueOrDefault(granted.Node));
        }

        private IEnumerable<string> FindProblems(Prefix subnet, Epoch epoch, ShardKey shard)
        {
            var family = pool.Family(subnet.Family);
            if (family is null || !family.Cidrs.Any(cidr => cidr.Contains(subnet)) || subnet.Length < family.Shortest || subnet.Length > family.Longest)
            {
                yield return $"{subnet} is not a subnet that {pool.Name} offers";
            }

            if (!BlocksOf(shard).Of(subnet).Contains(subnet))
            {
                yield return $"{subnet} is in no block of the shard";
            }

            foreach (var other in held.Overlapping(subnet))
            {
                yield return $"{subnet} overlaps {other}";
            }

            if (epochOfSubnet.Of(subnet) is var highest && epoch <= highest)
            {
                yield return $"{subnet} had epoch {highest} before";
            }
        }

        private IEnumerable<string> Change(LeaseChanged changed, ShardKey shard)
        {
            if (!leases.TryGetValue(changed.Node, out var lease) || lease.Epoch != changed.Epoch || lease.Shard != shard)
            {
                yield return $"the node has {lease?.ToString() ?? "no lease"}";
                yield break;
            }

            if (lease.IsQuarantined != changed is QuarantineEnded)
            {
                yield return $"the lease is {(lease.IsQuarantined ? "quarantined" : "held")}";
            }

            if (changed is LeaseReleased or LeaseExpired)
            {
                Release(lease);
                leases[changed.Node] = lease with { IsQuarantined = true };
            }
            else if (changed is QuarantineEnded)
            {
                leases.Remove(changed.Node);
            }
        }

        private void Release(Record lease)
        {
            if (!lease.IsQuarantined)
            {
                foreach (var subnet in lease.Subnets)
                {
                    held.Remove(subnet, lease);
                }
            }
        }

        private AddressSpace BlocksOf(ShardKey shard)
        {
            if (!blocks.TryGetValue(shard, out var space))
            {
                blocks.Add(shard, space = new AddressSpace());
            }

            return space;
        }
    }

    /// <summary>A lease as the events say.</summary>
    private sealed record Record(NodeId Node, IReadOnlyList<Prefix> Subnets, Epoch Epoch, ShardKey Shard, bool IsQuarantined)
    {
        public override string ToString() => $"{HistoryText.List(Subnets)} of {Node} with epoch {Epoch}";
    }
}
