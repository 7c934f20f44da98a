using System.Globalization;
using ActorNet.Addressing;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Directory.Ledger;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// Where a pool's space is at one revision, by two journals each: free at the coordinator, on its way, or at one shard, and the sum is the pool (S3,
/// I23). What the coordinator has not granted, or has back, is free; what it has granted must be found at the shard or on its way, and nowhere else.
/// </summary>
internal static class BlockChecks
{
    private const int MostShown = 8;

    /// <summary>Everything that is wrong with the blocks of one pool.</summary>
    public static CheckResult Of(DirectoryPool pool)
    {
        var places = pool.Spec.Shards.SelectMany(shard => PlacesOf(pool, shard.Index)).ToList();
        var accounts = pool.Ledger.Shards.SelectMany(shard => shard.Value.Account.All.Select(block => new Place(shard.Key, block, "granted to"))).ToList();
        return CheckResult.Of(
            CheckNames.Blocks,
            places.Count,
            [
                .. Overlaps(pool, places),
                .. Overlaps(pool, accounts),
                .. Outside(pool, places.Concat(accounts)),
                .. pool.Spec.Shards.SelectMany(shard => Compare(pool, shard.Index, places.Where(place => place.Shard == shard.Index))),
            ]);
    }

    private static IEnumerable<Place> PlacesOf(DirectoryPool pool, int shard) =>
    [
        .. pool.Shard(shard).Blocks.All.Select(block => new Place(shard, block, "owned by")),
        .. pool.Ledger.Shard(shard).Coming.Values.SelectMany(blocks => blocks).Select(block => new Place(shard, block, "on its way to")),
        .. pool.Ledger.Shard(shard).Going.Values.SelectMany(blocks => blocks).Select(block => new Place(shard, block, "on its way back from")),
    ];

    private static IEnumerable<Finding> Overlaps(DirectoryPool pool, IEnumerable<Place> places) =>
        PrefixLists.Overlaps(places, place => place.Block).Select(pair => new Finding(
            AuditCodes.BlocksOverlap,
            $"in pool {pool.Spec.Name}, {pair.First} and {pair.Second}: the same addresses are in two places",
            "stop granting from the pool: two shards may give the same subnet to two nodes; 'actornet history --prefix' shows which leases are there")
        {
            Metadata = Evidence(pool, pair.First.Shard)
                .With("block", $"{pair.First.Block}")
                .With("place", pair.First.Where)
                .With("other_shard", $"{pair.Second.Shard}")
                .With("other_block", $"{pair.Second.Block}")
                .With("other_place", pair.Second.Where),
        });

    private static IEnumerable<Finding> Outside(DirectoryPool pool, IEnumerable<Place> places) => places
        .Where(place => !pool.Spec.Cidrs.Any(cidr => cidr.Contains(place.Block)))
        .DistinctBy(place => (place.Shard, place.Block))
        .Select(place => new Finding(
            AuditCodes.BlockOutsidePool,
            $"in pool {pool.Spec.Name}, {place}, but it is outside the pool's CIDRs ({string.Join(' ', pool.Spec.Cidrs)})",
            "see in 'actornet lease list' whether leases are in it, and release them; its shard must not grant from it")
        {
            Metadata = Evidence(pool, place.Shard).With("block", $"{place.Block}").With("place", place.Where),
        });

    private static IEnumerable<Finding> Compare(DirectoryPool pool, int index, IEnumerable<Place> places)
    {
        var shard = pool.Ledger.Shard(index);
        var present = places.Select(place => place.Block).ToList();
        var missing = PrefixLists.Except(shard.Account.All, present);
        if (missing.Count > 0)
        {
            yield return new Finding(
                AuditCodes.BlocksMissing,
                $"in pool {pool.Spec.Name}, {Text(missing)} was granted to shard {index} by the coordinator's journal, and is neither there nor on its way",
                "nobody can get these addresses: restart the replica that runs the shard; if that does not help, the journal has lost an event, and a backup has it")
            {
                Metadata = Moves(pool, index, shard).With("blocks", string.Join(' ', missing)),
            };
        }

        var surplus = PrefixLists.Except(present, shard.Account.All);
        if (surplus.Count > 0)
        {
            yield return new Finding(
                AuditCodes.BlocksUnaccounted,
                $"in pool {pool.Spec.Name}, shard {index} has {Text(surplus)}, or it is on its way there, but by the coordinator's journal it is not the shard's",
                "stop granting from the pool: the coordinator may give these addresses to another shard; see in 'actornet lease list' who holds them")
            {
                Metadata = Moves(pool, index, shard).With("blocks", string.Join(' ', surplus)),
            };
        }
    }

    private static Dictionary<string, string> Moves(DirectoryPool pool, int index, ShardLedger shard) => Evidence(pool, index)
        .With("last_granted", Number(shard.LastGranted))
        .With("last_received", Number(shard.LastReceived))
        .With("last_yielded", Number(shard.LastYielded))
        .With("last_returned", Number(shard.LastReturned));

    private static Dictionary<string, string> Evidence(DirectoryPool pool, int shard) => new(StringComparer.Ordinal)
    {
        ["pool"] = pool.Spec.Name.Value,
        ["shard"] = Number(shard),
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyList<Prefix> blocks)
    {
        var shown = string.Join(", ", blocks.Take(MostShown));
        return blocks.Count > MostShown ? $"{shown} and {blocks.Count - MostShown} more" : shown;
    }

    private readonly record struct Place(int Shard, Prefix Block, string Where)
    {
        public override string ToString() => $"{Block} is {Where} shard {Shard}";
    }
}
