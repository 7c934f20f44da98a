using System.Net;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Forecasts;
using ActorNet.Coordinator.Health;
using ActorNet.Coordinator.History;
using ActorNet.Coordinator.Leases;
using ActorNet.Coordinator.Leases.Watching;
using ActorNet.Coordinator.Pools;
using ActorNet.Coordinator.Reservations;
using ActorNet.Coordinator.Routes;
using ActorNet.Coordinator.Space;
using ActorNet.Coordinator.Storage;
using Akka.Actor;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Hosting;

/// <summary>
/// Puts the coordinator together. Parts start in the order in which they are added here, and Kestrel last: who can connect can be served.
/// They stop in the opposite order: Kestrel drains before the actors stop.
/// </summary>
internal static partial class CoordinatorHost
{
    private const int MaxReceivedBytes = 64 * 1024;
    private static readonly string[] ServedServices =
        [V1.LeaseService.Descriptor.FullName, V1.PoolService.Descriptor.FullName, V1.ClusterService.Descriptor.FullName, V1.HistoryService.Descriptor.FullName];

    /// <summary>Long enough for calls to be answered, and then for everything to be handed over to other replicas.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(CoordinatorOptions options, CancellationToken cancellation)
    {
        try
        {
            var clusterAddress = await FindClusterAddressAsync(options, cancellation);
            await using var app = Build(options, clusterAddress);
            return await RunAsync(app, options, clusterAddress, cancellation);
        }
        catch (StartException exception)
        {
            Console.Error.WriteLine($"actornet-coordinator: {exception.Message}");
            return ExitCode.Failed;
        }
    }

    private static async Task<IPEndPoint?> FindClusterAddressAsync(CoordinatorOptions options, CancellationToken cancellation) =>
        options is { Cluster: { } cluster, Storage: EtcdStorageOptions etcd }
            ? new IPEndPoint(await OwnAddress.FindAsync(cluster, etcd, TimeProvider.System, cancellation), cluster.Address.Port)
            : null;

    private static async Task<int> RunAsync(WebApplication app, CoordinatorOptions options, IPEndPoint? clusterAddress, CancellationToken cancellation)
    {
        try
        {
            await StartAsync(app, options, clusterAddress, cancellation);
            Log.Started(app.Logger, ProductVersion.Text, string.Join(' ', app.Urls), app.Services.GetRequiredService<IJournalStore>().Place);
            await app.WaitForShutdownAsync(cancellation);
            return End(app);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it was starting, or not all parts ended in time.
            return End(app);
        }
        catch (Exception exception) when (exception is not StartException)
        {
            Log.Failed(app.Logger, exception);
            return ExitCode.Failed;
        }
    }

    private static async Task StartAsync(WebApplication app, CoordinatorOptions options, IPEndPoint? clusterAddress, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (AggregateException exception) when (ClusterSetup.ReasonNotToListen(exception) is { } reason)
        {
            throw new StartException(
                $"other coordinators cannot reach this one at {clusterAddress}: {reason}; give another address with {OptionKey.ClusterAddress.Flag}", exception);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartException($"{options.Listen} is in use by another program; stop it, or give another address with {OptionKey.Listen.Flag}", exception);
        }
    }

    private static int End(WebApplication app)
    {
        if (Departure.ReasonOf(app.Services.GetRequiredService<ActorSystem>()) is { } reason)
        {
            Log.Departed(app.Logger, reason);
            return ExitCode.Failed;
        }

        Log.Stopped(app.Logger);
        return ExitCode.Stopped;
    }

    /// <summary>The coordinator, ready to start.</summary>
    /// <param name="options">The options.</param>
    /// <param name="clusterAddress">Where other replicas reach it; null: there are none.</param>
    public static WebApplication Build(CoordinatorOptions options, IPEndPoint? clusterAddress = null)
    {
        // The content root would be searched for settings files, and there are none but ours.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.AddCoordinatorLogging(options);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddSystemd();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        AddServices(builder.Services, options, clusterAddress);

        var app = builder.Build();
        app.MapGrpcService<LeaseApi>();
        app.MapGrpcService<PoolApi>();
        app.MapGrpcService<ClusterApi>();
        app.MapGrpcService<HistoryApi>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }

    private static void AddServices(IServiceCollection services, CoordinatorOptions options, IPEndPoint? clusterAddress)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new RunningSince(TimeProvider.System));
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<ErrorInterceptor>();
        services.AddSingleton<LeaseDirectory>(provider =>
            new LeaseDirectory(provider.GetRequiredService<TimeProvider>(), pastLimits: options.History));
        services.AddSingleton<DirectoryBarrier>();
        services.AddSingleton<EndsQueue>();
        services.AddSingleton<PresentReader>();
        services.AddSingleton<PoolLookup>();
        services.AddSingleton<LeaseRouting>();
        services.AddSingleton<KeptListings>();
        services.AddSingleton<SpaceReports>();
        services.AddSingleton<RouteSurvey>();
        services.AddSingleton<WatchHubs>();
        services.AddSingleton<IServiceMethodProvider<LeaseApi>, WatchMethod>();
        services.AddSingleton<LeaseRenewer>();
        services.AddSingleton<LeaseApi>();
        services.AddSingleton<ReservationCalls>();
        services.AddSingleton<PoolApi>();
        services.AddSingleton<ClusterApi>();
        services.AddSingleton<HistoryApi>();
        services.AddSingleton<CoordinatorHealth>();
        services.AddAudit();

        services.AddStorage(options.Storage);
        services.AddHostedService<StoreStart>();
        services.AddActors(options.Storage, clusterAddress);
        services.AddHostedService<JournalStart>();
        services.AddSingleton<DirectoryFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<DirectoryFeed>());
        services.AddHostedService<DefaultPool>();
        services.AddHostedService<ShardWaking>();
        services.AddHostedService<DirectoryAudit>();
        services.AddHostedService<PoolMetrics>();
        services.AddAuditParts();

        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxReceivedBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health =>
        {
            foreach (var service in ServedServices)
            {
                health.Services.Map(service, _ => true);
            }
        }).AddCheck<CoordinatorHealth>("coordinator");
        services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, HealthPeriod));
    }

    private static void Configure(KestrelServerOptions kestrel, CoordinatorOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        if (options.Listen.Address is { } address)
        {
            kestrel.Listen(new IPEndPoint(address, options.Listen.Port), endPoint => endPoint.Protocols = HttpProtocols.Http2);
        }
        else
        {
            kestrel.ListenAnyIP(options.Listen.Port, endPoint => endPoint.Protocols = HttpProtocols.Http2);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "actornet-coordinator {Version} serves {Addresses}, its journal is in {Place}")]
        public static partial void Started(ILogger logger, string version, string addresses, string place);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Stopped")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Leaves the cluster and ends: {Reason}. Started again, it joins")]
        public static partial void Departed(ILogger logger, string reason);

        [LoggerMessage(EventId = 3, Level = LogLevel.Critical, Message = "The coordinator cannot go on")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
