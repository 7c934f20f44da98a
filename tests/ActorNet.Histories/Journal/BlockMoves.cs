using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Histories.Journal;

/// <summary>Every block is in exactly one place: free in its pool, on its way to a shard, a shard's, or on its way back (S3).</summary>
public static class BlockMoves
{
    /// <summary>All moves of what was not there to be moved.</summary>
    public static IReadOnlyList<string> Check(JournalContents journal)
    {
        var (places, violations) = (new Places(), new List<string>());
        foreach (var (name, revision, change) in journal.Events)
        {
            try
            {
                places.Move(change, ShardKey.TryParse(name, out var shard) ? shard : null);
            }
            catch (InvalidOperationException problem)
            {
                violations.Add($"{change.GetType().Name} in {name} at {revision}: {problem.Message}");
            }
        }

        return violations;
    }

    private sealed class Places
    {
        private readonly Dictionary<PoolName, AddressSpace> free = [];
        private readonly Dictionary<ShardKey, AddressSpace> owned = [];
        private readonly Dictionary<(ShardKey Shard, long Number), IReadOnlyList<Prefix>> onTheirWay = [];
        private readonly Dictionary<(ShardKey Shard, long Number), IReadOnlyList<Prefix>> onTheirWayBack = [];

        public void Move(object change, ShardKey? shard)
        {
            switch (change)
            {
                case PoolCreated created:
                    SpaceOf(free, created.Spec.Name).Add(created.Spec.Cidrs);
                    break;
                case BlocksGranted granted:
                    SpaceOf(free, granted.Shard.Pool).Take(granted.Grant.Blocks);
                    Send(onTheirWay, granted.Shard, granted.Grant.Number, granted.Grant.Blocks);
                    break;
                case BlocksReceived received:
                    Arrive(onTheirWay, shard!.Value, received.Grant.Number, received.Grant.Blocks);
                    SpaceOf(owned, shard.Value).Add(received.Grant.Blocks);
                    break;
                case BlocksYielded yielded:
                    SpaceOf(owned, shard!.Value).Take(yielded.Return.Blocks);
                    Send(onTheirWayBack, shard.Value, yielded.Return.Number, yielded.Return.Blocks);
                    break;
                case BlocksReturned returned:
                    Arrive(onTheirWayBack, returned.Shard, returned.Return.Number, returned.Return.Blocks);
                    SpaceOf(free, returned.Shard.Pool).Add(returned.Return.Blocks);
                    break;
            }
        }

        private static AddressSpace SpaceOf<T>(Dictionary<T, AddressSpace> spaces, T place)
            where T : notnull
        {
            if (!spaces.TryGetValue(place, out var space))
            {
                spaces.Add(place, space = new AddressSpace());
            }

            return space;
        }

        private static void Send(Dictionary<(ShardKey Shard, long Number), IReadOnlyList<Prefix>> way, ShardKey shard, long number, IReadOnlyList<Prefix> blocks)
        {
            if (!way.TryAdd((shard, number), blocks))
            {
                throw new InvalidOperationException($"move {number} of {shard} was made before");
            }
        }

        private static void Arrive(Dictionary<(ShardKey Shard, long Number), IReadOnlyList<Prefix>> way, ShardKey shard, long number, IReadOnlyList<Prefix> blocks)
        {
            if (!way.Remove((shard, number), out var sent) || !sent.SequenceEqual(blocks))
            {
                throw new InvalidOperationException($"{HistoryText.List(blocks)} arrive as move {number} of {shard}; sent was {(sent is null ? "nothing" : HistoryText.List(sent))}");
            }
        }
    }
}
