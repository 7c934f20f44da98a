using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Messages;

/// <summary>The messages about moves of blocks, to and from the wire.</summary>
internal static class BlockMessageMapping
{
    public static Wire.RequestBlocks ToWire(RequestBlocks request) => new()
    {
        Request = request.Request,
        Shard = request.Shard.ToWire(),
        Need = ToWire(request.Need),
        MayEndQuarantine = request.MayEndQuarantine,
        Side = ToWire(request.Side),
    };

    public static RequestBlocks FromWire(Wire.RequestBlocks wire) =>
        new(wire.Request, wire.Shard.FromWire(), FromWire(wire.Need), wire.MayEndQuarantine, FromWire(wire.Side));

    public static Wire.BlocksYieldedOrNot ToWire(BlocksYieldedOrNot yielded) =>
        new() { Question = yielded.Question, Shard = yielded.Shard.ToWire(), Side = ToWire(yielded.Side) };

    public static BlocksYieldedOrNot FromWire(Wire.BlocksYieldedOrNot wire) => new(wire.Question, wire.Shard.FromWire(), FromWire(wire.Side));

    public static Wire.BlocksOffered ToWire(BlocksOffered offered) => new() { Request = offered.Request, Side = ToWire(offered.Side) };

    public static BlocksOffered FromWire(Wire.BlocksOffered wire) => new(wire.Request, FromWire(wire.Side));

    public static Wire.NoSpaceLeft ToWire(NoSpaceLeft refused) => new()
    {
        Request = refused.Request,
        IsCertain = refused.IsCertain,
        Lacking = { refused.Lacking.Select(SharedMapping.ToWire) },
        Side = ToWire(refused.Side),
        IsKept = refused.IsKept,
    };

    public static NoSpaceLeft FromWire(Wire.NoSpaceLeft wire) =>
        new(wire.Request, wire.IsCertain, [.. wire.Lacking.Select(SharedMapping.FromWire)], FromWire(wire.Side)) { IsKept = wire.IsKept };

    public static Wire.YieldBlocks ToWire(YieldBlocks yield) =>
        new()
        {
            Question = yield.Question,
            Need = ToWire(yield.Need),
            MayEndQuarantine = yield.MayEndQuarantine,
            Side = ToWire(yield.Side),
            Pieces = yield.Kind == YieldKind.Pieces,
        };

    public static YieldBlocks FromWire(Wire.YieldBlocks wire) => new(wire.Question, FromWire(wire.Need), wire.MayEndQuarantine, FromWire(wire.Side))
    {
        Kind = wire.Pieces ? YieldKind.Pieces : YieldKind.Whole,
    };

    private static Wire.SpaceNeed ToWire(SpaceNeed need) => new()
    {
        Lengths = { need.Lengths.Select(SharedMapping.ToWire) },
        Preferred = { need.Preferred.ToWire() },
        Together = { need.Together.ToWire() },
        Ahead = { need.Ahead.Select(SharedMapping.ToWire) },
        ForKept = need.IsForKept,
    };

    private static SpaceNeed FromWire(Wire.SpaceNeed? need)
    {
        var given = need.Required();
        return new SpaceNeed([.. given.Lengths.Select(SharedMapping.FromWire)], given.Preferred.FromWire())
        {
            Together = given.Together.FromWire(),
            Ahead = [.. given.Ahead.Select(SharedMapping.FromWire)],
            IsForKept = given.ForKept,
        };
    }

    public static Wire.TakePool ToWire(TakePool take) => new() { Side = ToWire(take.Side) };

    public static TakePool FromWire(Wire.TakePool wire) => new(FromWire(wire.Side));

    public static Wire.PoolTaken ToWire(PoolTaken taken) =>
        new() { Shard = taken.Shard.ToWire(), Side = ToWire(taken.Side), Holdings = taken.Holdings is { } holdings ? ToWire(holdings) : null };

    public static PoolTaken FromWire(Wire.PoolTaken wire) =>
        new(wire.Shard.FromWire(), FromWire(wire.Side), wire.Holdings is { } holdings ? FromWire(holdings) : null);

    private static Wire.ShardHoldings ToWire(ShardHoldings holdings) => new()
    {
        Count = holdings.Count,
        Some = { holdings.Some.Select(node => node.Value) },
        HighestEpoch = holdings.HighestEpoch.Value,
    };

    private static ShardHoldings FromWire(Wire.ShardHoldings wire) =>
        new(wire.Count, [.. wire.Some.Select(node => new NodeId(node))], new Epoch(wire.HighestEpoch));

    public static Wire.PoolSide ToWire(PoolSide side) =>
        new() { LastGrant = side.LastGrant?.ToWire(), ConfirmedReturn = side.ConfirmedReturn, Pool = side.Pool?.ToWire() };

    public static PoolSide FromWire(Wire.PoolSide? side)
    {
        var given = side.Required();
        return new PoolSide(given.LastGrant?.ToGrant(), given.ConfirmedReturn) { Pool = given.Pool?.FromWire() };
    }

    private static Wire.ShardSide ToWire(ShardSide side) => new()
    {
        ReceivedGrant = side.ReceivedGrant,
        LastReturn = side.LastReturn?.ToWire(),
        WithheldVersion = side.WithheldVersion,
        PoolVersion = side.PoolVersion,
    };

    private static ShardSide FromWire(Wire.ShardSide? side)
    {
        var given = side.Required();
        return new ShardSide(given.ReceivedGrant, given.LastReturn?.ToReturn(), given.WithheldVersion) { PoolVersion = Math.Max(given.PoolVersion, 1) };
    }
}
