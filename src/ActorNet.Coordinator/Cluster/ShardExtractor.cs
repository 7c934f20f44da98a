using System.Globalization;
using System.IO.Hashing;
using System.Text;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using Akka.Cluster.Sharding;

namespace ActorNet.Coordinator.Cluster;

/// <summary>
/// Tells Akka which pool shard a message is for, and what moves between replicas together. The shards of one pool are spread evenly; all pools
/// share the same places, so that the cost of a move does not grow with the number of pools.
/// </summary>
internal sealed class ShardExtractor : IMessageExtractor
{
    private const int Places = 256;

    /// <inheritdoc/>
    public string? EntityId(object message) => message is ShardEnvelope envelope ? envelope.Shard.PersistenceId : null;

    /// <inheritdoc/>
    public object? EntityMessage(object message) => (message as ShardEnvelope)?.Message;

    /// <inheritdoc/>
    public string? ShardId(object message) => message is ShardEnvelope envelope ? PlaceOf(envelope.Shard) : null;

    /// <inheritdoc/>
    public string ShardId(string entityId, object? messageHint = null) =>
        PlaceOf(ShardKey.TryParse(entityId, out var key) ? key.Value : throw new ArgumentException($"'{entityId}' is not the name of a shard", nameof(entityId)));

    /// <summary>A pool's shards have places in a row, which begins somewhere else for each pool.</summary>
    private static string PlaceOf(ShardKey shard)
    {
        var begin = XxHash32.HashToUInt32(Encoding.UTF8.GetBytes($"{shard.Pool}.{shard.Generation}"));
        return ((begin + (uint)shard.Index) % Places).ToString(CultureInfo.InvariantCulture);
    }
}
