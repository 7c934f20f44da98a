using ActorNet.Allocation.Blocks;
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

    public static Wire.NoSpaceLeft ToWire(NoSpaceLeft refused) =>
        new() { Request = refused.Request, IsCertain = refused.IsCertain, Lacking = { refused.Lacking.Select(SharedMapping.ToWire) }, Side = ToWire(refused.Side) };

    public static NoSpaceLeft FromWire(Wire.NoSpaceLeft wire) => new(wire.Request, wire.IsCertain, [.. wire.Lacking.Select(SharedMapping.FromWire)], FromWire(wire.Side));

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
    };

    private static SpaceNeed FromWire(Wire.SpaceNeed? need)
    {
        var given = need.Required();
        return new SpaceNeed([.. given.Lengths.Select(SharedMapping.FromWire)], given.Preferred.FromWire())
        {
            Together = given.Together.FromWire(),
            Ahead = [.. given.Ahead.Select(SharedMapping.FromWire)],
        };
    }

    public static Wire.PoolSide ToWire(PoolSide side) => new() { LastGrant = side.LastGrant?.ToWire(), ConfirmedReturn = side.ConfirmedReturn };

    public static PoolSide FromWire(Wire.PoolSide? side)
    {
        var given = side.Required();
        return new PoolSide(given.LastGrant?.ToGrant(), given.ConfirmedReturn);
    }

    private static Wire.ShardSide ToWire(ShardSide side) =>
        new() { ReceivedGrant = side.ReceivedGrant, LastReturn = side.LastReturn?.ToWire(), WithheldVersion = side.WithheldVersion };

    private static ShardSide FromWire(Wire.ShardSide? side)
    {
        var given = side.Required();
        return new ShardSide(given.ReceivedGrant, given.LastReturn?.ToReturn(), given.WithheldVersion);
    }
}
