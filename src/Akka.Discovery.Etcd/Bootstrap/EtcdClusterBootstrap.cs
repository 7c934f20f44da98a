using Akka.Actor;
using Akka.Discovery.Etcd.Configuration;
using Akka.Discovery.Etcd.Registration;
using Akka.Etcd;
using Akka.Event;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>
/// Joins an Akka cluster that has no fixed seed nodes, or forms it: of any number of nodes that start at once exactly one does. List
/// <see cref="EtcdClusterBootstrapProvider"/> in <c>akka.extensions</c>, or call <see cref="Start"/>.
/// </summary>
public sealed class EtcdClusterBootstrap : IExtension
{
    private readonly ExtendedActorSystem system;
    private readonly ILoggingAdapter log;
    private readonly Lazy<Task> joined;

    internal EtcdClusterBootstrap(ExtendedActorSystem system)
    {
        this.system = system;
        log = Logging.GetLogger(system, typeof(EtcdClusterBootstrap));
        system.Settings.InjectTopLevelFallback(EtcdServiceDiscovery.DefaultConfiguration);
        joined = new Lazy<Task>(StartOnce);
    }

    /// <summary>Done when this node is in the cluster and others can find it. Does not start anything by itself.</summary>
    public Task Joined => joined.IsValueCreated ? joined.Value : Task.FromException(new InvalidOperationException("the bootstrap has not been started"));

    /// <summary>The bootstrap of a system.</summary>
    public static EtcdClusterBootstrap Get(ActorSystem system) => system.WithExtension<EtcdClusterBootstrap, EtcdClusterBootstrapProvider>();

    /// <summary>Starts to form or join the cluster. Once started, it goes on until the node leaves; calling it again does nothing.</summary>
    /// <returns><see cref="Joined"/>.</returns>
    /// <exception cref="Akka.Configuration.ConfigurationException">The settings are wrong; the message names each key.</exception>
    public Task Start() => joined.Value;

    private Task StartOnce()
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        if (cluster.Settings.SeedNodes.Count > 0)
        {
            throw new Akka.Configuration.ConfigurationException("akka.cluster.seed-nodes: given, but the cluster is to be found in etcd; leave it out");
        }

        var config = EtcdDiscoveryConfig.Read(system.Settings.Config);
        var keys = new ClusterKeys(new ServiceKeys(config.KeyPrefix, config.BootstrapServiceName.Length > 0 ? config.BootstrapServiceName : system.Name));
        var connection = EtcdConnections.Get(system).Connect(config.Connection);
        var timeToLive = config.BootstrapLeaseTimeToLive;
        var store = new FormationStore(connection, keys, cluster.SelfAddress, timeToLive, TimeProvider.System);
        var bootstrapper = new ClusterBootstrapper(store, cluster, timeToLive, log, TimeProvider.System);

        var stop = new CancellationTokenSource();
        var running = RunAsync(bootstrapper.RunAsync, stop.Token);
        if (config.DownUnannouncedAfter != Timeout.InfiniteTimeSpan)
        {
            var audit = new MembershipAudit(store, cluster, config.DownUnannouncedAfter, log, TimeProvider.System);
            running = Task.WhenAll(running, RunAsync(audit.RunAsync, stop.Token));
        }

        // Late in the shutdown: as long as the node is in the cluster nobody may take the cluster for gone.
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterShutdown, "withdraw from etcd", () => WithdrawAsync(stop, running, store));
        cluster.RegisterOnMemberRemoved(() => _ = WithdrawAsync(stop, running, store));
        return bootstrapper.Announced;
    }

    private async Task RunAsync(Func<CancellationToken, Task> part, CancellationToken stop)
    {
        try
        {
            await part(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            log.Error(failure, "the bootstrap failed; the node leaves, because others could not find it and might form another cluster");
        }

        Leave();
    }

    /// <summary>Begins the shutdown, which waits for the bootstrap to end: nobody here may wait for it.</summary>
    private void Leave() => _ = CoordinatedShutdown.Get(system).Run(SupersededReason.Instance);

    private static async Task<Done> WithdrawAsync(CancellationTokenSource stop, Task running, FormationStore store)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        return Done.Instance;
    }
}

/// <summary>Makes <see cref="EtcdClusterBootstrap"/>, and starts it where it is listed in <c>akka.extensions</c>.</summary>
public sealed class EtcdClusterBootstrapProvider : ExtensionIdProvider<EtcdClusterBootstrap>
{
    /// <inheritdoc/>
    public override EtcdClusterBootstrap CreateExtension(ExtendedActorSystem system)
    {
        var bootstrap = new EtcdClusterBootstrap(system);
        if (system.Settings.Config.GetStringList("akka.extensions").Any(name => name.Contains(nameof(EtcdClusterBootstrapProvider), StringComparison.Ordinal)))
        {
            _ = bootstrap.Start();
        }

        return bootstrap;
    }
}
