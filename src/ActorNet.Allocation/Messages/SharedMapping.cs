using System.Net.Sockets;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Allocation.Messages;

/// <summary>What several messages are made of, to and from the wire.</summary>
internal static class SharedMapping
{
    public static Wire.ShardKey ToWire(this ShardKey shard) => new() { Pool = shard.Pool.Value, Generation = shard.Generation, Index = shard.Index };

    public static ShardKey FromWire(this Wire.ShardKey? shard)
    {
        var given = shard.Required();
        return new ShardKey(new PoolName(given.Pool), given.Generation, given.Index);
    }

    public static Wire.JournalPosition ToWire(this JournalPosition position) =>
        new() { PersistenceId = position.PersistenceId, SequenceNumber = position.SequenceNumber };

    public static JournalPosition FromWire(this Wire.JournalPosition? position)
    {
        var given = position.Required();
        return new JournalPosition(given.PersistenceId, given.SequenceNumber);
    }

    public static Wire.FamilyLength ToWire(this FamilyLength length) =>
        new() { IsIpv6 = length.Family == AddressFamily.InterNetworkV6, Length = length.Length };

    public static FamilyLength FromWire(this Wire.FamilyLength? length)
    {
        var given = length.Required();
        return new FamilyLength(given.IsIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, given.Length);
    }
}
