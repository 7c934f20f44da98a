using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Reservations;

/// <summary>
/// Which shards the coordinator has to tell of reservations now. Nothing of it is written: a coordinator that has just begun tells all of them,
/// and each says how far it is.
/// </summary>
internal sealed class Withholding
{
    /// <summary>For a shard that has not said that it has taken its orders, or a grant with a pin.</summary>
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>For a shard that has, and whose nodes still hold a part of what is reserved.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(3);

    private readonly Dictionary<ShardKey, Heard> heard = [];
    private readonly Dictionary<ShardKey, Told> told = [];
    private bool isToLook = true;

    /// <summary>Time has passed, or something has changed.</summary>
    public void Look() => isToLook = true;

    /// <summary>A shard says how far it is.</summary>
    public void OnHeard(ShardKey shard, ShardSide side)
    {
        var before = heard.GetValueOrDefault(shard);
        heard[shard] = new Heard(Math.Max(before.Version, side.WithheldVersion), Math.Max(before.Grant, side.ReceivedGrant));
        Look();
    }

    /// <summary>The shards to tell now; they count as told.</summary>
    public IReadOnlyList<ShardKey> TakeDue(PoolState state, TimeSpan now)
    {
        var due = new List<ShardKey>();
        if (!isToLook)
        {
            return due;
        }

        isToLook = false;
        foreach (var pool in state.Pools)
        {
            foreach (var index in pool.ShardsWithOrders)
            {
                var shard = new ShardKey(pool.Spec.Name, pool.Spec.Generation, index);
                if (IsDue(pool, shard, now))
                {
                    told[shard] = new Told(StandOf(pool, index), now, told.GetValueOrDefault(shard).Settled);
                    due.Add(shard);
                }
            }
        }

        return due;
    }

    private bool IsDue(PoolAccount pool, ShardKey shard, TimeSpan now)
    {
        var (stand, known) = (StandOf(pool, shard.Index), heard.GetValueOrDefault(shard));
        var last = told.GetValueOrDefault(shard);
        var hasTaken = known.Version >= stand.Version && (known.Grant >= stand.Grant || pool.Shards[shard.Index].LastGrant?.Reservation == 0);
        var settled = new Settled(stand, pool.Reservations.SetAsideChanges);
        if (hasTaken && last.Settled == settled)
        {
            return false;
        }

        if (hasTaken && !HasBusiness(pool, shard.Index))
        {
            told[shard] = last with { Settled = settled };
            return false;
        }

        return last.Stand != stand || now - last.At >= (hasTaken ? LookAgainAfter : TellAgainAfter);
    }

    /// <summary>Whether the shard has something to give up, or a pin to get.</summary>
    private static bool HasBusiness(PoolAccount pool, int shard)
    {
        var blocks = pool.Shards[shard].Blocks;
        return pool.ReservationsFor(shard).Any(reservation => !pool.IsPinOf(shard, reservation) && blocks.Of(reservation.Cidr).Overlaps(reservation.Cidr))
            || PinGrants.FindComplete(pool, shard) is not null;
    }

    private static Stand StandOf(PoolAccount pool, int shard)
    {
        var account = pool.Shards[shard];
        return new Stand(account.Orders.Version, account.LastGrant?.Number ?? 0, account.LastReturn);
    }

    /// <summary>What a shard is told: where nothing of it has changed, telling it again is for what may have been lost.</summary>
    private readonly record struct Stand(long Version, long Grant, long Return);

    /// <summary>Where there was no business, and there is none before one of these changes.</summary>
    private readonly record struct Settled(Stand Stand, long SetAsideChanges);

    private readonly record struct Heard(long Version, long Grant);

    private readonly record struct Told(Stand Stand, TimeSpan At, Settled Settled);
}
