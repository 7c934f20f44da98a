using System.Text.Json;
using Akka.Actor;
using Akka.Discovery.Etcd.Configuration;
using Akka.Discovery.Etcd.Registration;
using Akka.Etcd;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Event;
using Etcdserverpb;

namespace Akka.Discovery.Etcd;

/// <summary>
/// Akka's discovery on etcd: instances of a service register themselves under an etcd lease and are found by the service's name. What is found is
/// what etcd has at that moment; an instance that died is among it until its lease is over.
/// </summary>
public sealed class EtcdServiceDiscovery : ServiceDiscovery
{
    private readonly EtcdDiscoveryConfig config;
    private readonly EtcdConnection connection;
    private readonly ILoggingAdapter log;

    /// <summary>Called by <see cref="Discovery"/>. Registers this actor system, if the settings say so.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">The settings are wrong; the message names each key.</exception>
    public EtcdServiceDiscovery(ExtendedActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(DefaultConfiguration);
        config = EtcdDiscoveryConfig.Read(system.Settings.Config);
        connection = EtcdConnections.Get(system).Connect(config.Connection);
        log = Logging.GetLogger(system, typeof(EtcdServiceDiscovery));
        if (config.IsRegistering)
        {
            Register(system);
        }
    }

    /// <summary>The defaults, as in <c>reference.conf</c>.</summary>
    public static Akka.Configuration.Config DefaultConfiguration => EtcdDiscoveryConfig.Default;

    /// <summary>Finds the instances of a service.</summary>
    /// <param name="lookup">The service; where it names a port or a protocol, only instances that registered with it are found.</param>
    /// <param name="resolveTimeout">How long it may take.</param>
    /// <returns>Them all, in no particular order; none, where nobody is registered.</returns>
    /// <exception cref="TimeoutException">etcd did not answer in time.</exception>
    /// <exception cref="EtcdException">etcd refused.</exception>
    public override async Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout)
    {
        var range = new ServiceKeys(config.KeyPrefix, lookup.ServiceName).Members;
        using var bound = new CancellationTokenSource(resolveTimeout);
        try
        {
            var answer = await connection.ReadAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End }, bound.Token).ConfigureAwait(false);
            return new Resolved(
                lookup.ServiceName,
                from entry in answer.Kvs
                let instance = TryParse(entry)
                where instance is not null && instance.Matches(lookup)
                select instance.ToTarget());
        }
        catch (Exception failure) when (failure is OperationCanceledException or EtcdUnavailableException)
        {
            throw new TimeoutException($"etcd did not say within {resolveTimeout.TotalSeconds} s who serves {lookup.ServiceName}: {failure.Message}", failure);
        }
    }

    /// <summary>What somebody else has put there does not hide the others.</summary>
    private ServiceInstance? TryParse(Mvccpb.KeyValue entry)
    {
        try
        {
            return ServiceInstance.Parse(entry.Value);
        }
        catch (JsonException failure)
        {
            log.Warning("{0} is not a registration: {1}", entry.Key.ToStringUtf8(), failure.Message);
            return null;
        }
    }

    private void Register(ExtendedActorSystem system)
    {
        var (host, port) = OwnEndpoint.Find(system, config);
        var keys = new ServiceKeys(config.KeyPrefix, config.ServiceName.Length > 0 ? config.ServiceName : system.Name);
        var instance = new ServiceInstance(host, port, NullIfEmpty(config.PortName), NullIfEmpty(config.Protocol));
        var registration = new MemberRegistration(connection, keys.Member(host, port), instance.ToBytes(), config.LeaseTimeToLive, log, TimeProvider.System);

        var stop = new CancellationTokenSource();
        var running = registration.RunAsync(stop.Token);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "unregister from etcd", async () =>
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            return Done.Instance;
        });
        _ = StopWithSystemAsync();

        async Task StopWithSystemAsync()
        {
            await system.WhenTerminated.ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }

        static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
    }
}
