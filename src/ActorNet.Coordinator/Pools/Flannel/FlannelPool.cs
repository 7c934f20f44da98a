using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Hosting;
using ActorNet.Flannel;
using Akka.Actor;
using Akka.Etcd;
using Akka.Etcd.Configuration;
using Akka.Etcd.Errors;
using Etcdserverpb;
using Google.Protobuf;

namespace ActorNet.Coordinator.Pools.Flannel;

/// <summary>
/// The default pool as flannel's network configuration in etcd has it. Where the options say what the address space is, or nobody has ever
/// put a configuration there, it is as the options have it.
/// </summary>
internal sealed partial class FlannelPool(EtcdStorageOptions etcd, CoordinatorOptions options, ActorSystem system, ILogger<FlannelPool> logger) : IDefaultPoolSource
{
    private string Key => $"{etcd.FlannelPrefix}/config";

    /// <inheritdoc/>
    public async Task<PoolSpec> ReadAsync(CancellationToken cancellation)
    {
        var configured = options.DefaultPool;
        if (configured.AddressSpaceOrigin is { } origin)
        {
            Log.NotRead(logger, origin, Key);
            return configured.Spec;
        }

        if (await ReadKeyAsync(cancellation) is not { } json)
        {
            Log.None(logger, Key);
            return configured.Spec;
        }

        try
        {
            var flannel = FlannelConfigParser.Parse(json.Memory);
            Log.Taken(logger, Key);
            if (flannel.Backend is { } backend)
            {
                Log.Backend(logger, Key, backend);
            }

            return FlannelPoolSettings.ToPool(flannel, configured.Spec);
        }
        catch (FlannelConfigException exception)
        {
            throw new StartException(
                $"flannel's configuration in etcd, {Key}, is not right: {exception.Message}. Mend it, or say what the pool is with {OptionKey.PoolCidrs.Flag}",
                exception);
        }
    }

    private async Task<ByteString?> ReadKeyAsync(CancellationToken cancellation)
    {
        try
        {
            var connection = EtcdConnections.Get(system).Connect(EtcdConnectionSettings.DefaultPath);
            var answer = await connection.ReadAsync(new RangeRequest { Key = ByteString.CopyFromUtf8(Key) }, cancellation);
            return answer.Kvs.SingleOrDefault()?.Value;
        }
        catch (EtcdException exception)
        {
            throw new StartException(
                $"flannel's configuration in etcd, {Key}, cannot be read: {exception.Message}. Let the user read it, or say what the pool is with {OptionKey.PoolCidrs.Flag}",
                exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 310, Level = LogLevel.Information, Message = "The address space is flannel's, from {Key}")]
        public static partial void Taken(ILogger logger, string key);

        [LoggerMessage(EventId = 311, Level = LogLevel.Information, Message = "{Origin} says what the address space is; flannel's configuration, {Key}, is not read")]
        public static partial void NotRead(ILogger logger, string origin, string key);

        [LoggerMessage(
            EventId = 312,
            Level = LogLevel.Information,
            Message = "{Key} asks for flannel's backend '{Backend}'. Backends are the agents' business: give them --backend")]
        public static partial void Backend(ILogger logger, string key, string backend);

        [LoggerMessage(EventId = 313, Level = LogLevel.Information, Message = "flannel has no configuration in etcd, {Key}; the address space is the standard one")]
        public static partial void None(ILogger logger, string key);
    }
}
