using ActorNet.Allocation.Persistence;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Hosting;
using Akka.Actor;
using Akka.Etcd;
using Akka.Etcd.Configuration;
using Akka.Etcd.Errors;
using Akka.Hosting;
using Akka.Persistence.Etcd.Hosting;
using Grpc.Core;

namespace ActorNet.Coordinator.Storage.Etcd;

/// <summary>An etcd cluster, which coordinators may share: the fence of each journal lets one of them write, whatever the others believe.</summary>
internal sealed partial class EtcdStore(EtcdStorageOptions options, TimeProvider time, ILogger<EtcdStore> logger) : IJournalStore
{
    /// <summary>How long the start waits for etcd, which may be starting as well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public JournalKind Kind => JournalKind.Etcd;

    /// <inheritdoc/>
    public string Place => $"etcd at {options.Endpoints}, under {options.KeyPrefix}";

    /// <inheritdoc/>
    public void Configure(AkkaConfigurationBuilder builder) => builder.WithEtcdPersistence(options.Connection, keyPrefix: options.KeyPrefix);

    /// <inheritdoc/>
    public async Task PrepareAsync(ActorSystem system, CancellationToken cancellation)
    {
        var keyspace = KeyspaceOf(system);
        var (begin, isWaiting) = (time.GetTimestamp(), false);
        while (true)
        {
            try
            {
                await keyspace.ClaimAsync(cancellation);
                return;
            }
            catch (EtcdRefusedException refusal)
            {
                throw new StartException($"etcd at {options.Endpoints}: {refusal.Message}{Advice(refusal)}", refusal);
            }
            catch (EtcdException failure)
            {
                if (time.GetElapsedTime(begin) > Patience)
                {
                    throw new StartException($"etcd at {options.Endpoints} cannot be used: {failure.Message}", failure);
                }

                if (!isWaiting)
                {
                    Log.Waiting(logger, options.Endpoints, Patience.TotalSeconds, failure.Message);
                    isWaiting = true;
                }
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> TryWriteAsync(ActorSystem system)
    {
        try
        {
            await KeyspaceOf(system).TryWriteAsync(CancellationToken.None);
            return null;
        }
        catch (EtcdException exception)
        {
            return exception.Message;
        }
    }

    /// <inheritdoc/>
    public IOwnershipProof Prove(ActorSystem system) => new EtcdOwnershipProof(system);

    /// <inheritdoc/>
    public IEventStreams Read(ActorSystem system) => new EtcdEventStreams(system, KeyspaceOf(system));

    private Keyspace KeyspaceOf(ActorSystem system) =>
        new(EtcdConnections.Get(system).Connect(EtcdConnectionSettings.DefaultPath), options.KeyPrefix);

    private string Advice(EtcdRefusedException refusal) => refusal.Code switch
    {
        StatusCode.PermissionDenied =>
            $"; the user '{options.Connection.Username}' needs to read and write the keys that begin with {options.KeyPrefix}",
        StatusCode.InvalidArgument or StatusCode.Unauthenticated or StatusCode.FailedPrecondition =>
            $"; check {OptionKey.EtcdUsername.Flag} and {OptionKey.EtcdPasswordFile.Flag}",
        StatusCode.ResourceExhausted => "; compact and defragment it, raise its quota, and disarm its alarm",
        _ => string.Empty,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 100, Level = LogLevel.Warning, Message = "etcd at {Endpoints} does not answer; waiting for it for up to {Seconds} s. {Reason}")]
        public static partial void Waiting(ILogger logger, string endpoints, double seconds, string reason);
    }
}
