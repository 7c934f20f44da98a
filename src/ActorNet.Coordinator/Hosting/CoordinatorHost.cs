using System.Net;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Health;
using ActorNet.Coordinator.History;
using ActorNet.Coordinator.Leases;
using ActorNet.Coordinator.Pools;
using ActorNet.Coordinator.Storage;
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
        [V1.LeaseService.Descriptor.FullName, V1.PoolService.Descriptor.FullName, V1.ClusterService.Descriptor.FullName];

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(CoordinatorOptions options, CancellationToken cancellation)
    {
        try
        {
            await using var app = Build(options);
            return await RunAsync(app, cancellation);
        }
        catch (StartException exception)
        {
            return Fail(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return Fail($"{options.Listen} is in use by another program; stop it, or give another address with {OptionKey.Listen.Flag}");
        }
    }

    private static async Task<int> RunAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
            Log.Started(app.Logger, ProductVersion.Text, string.Join(' ', app.Urls), app.Services.GetRequiredService<IJournalStore>().Place);
            await app.WaitForShutdownAsync(cancellation);
            Log.Stopped(app.Logger);
            return ExitCode.Stopped;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it was starting.
            return ExitCode.Stopped;
        }
        catch (Exception exception) when (exception is not (StartException or IOException { InnerException: AddressInUseException }))
        {
            Log.Failed(app.Logger, exception);
            return ExitCode.Failed;
        }
    }

    /// <summary>The coordinator, ready to start.</summary>
    public static WebApplication Build(CoordinatorOptions options)
    {
        // The content root would be searched for settings files, and there are none but ours.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.AddCoordinatorLogging(options);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddSystemd();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        AddServices(builder.Services, options);

        var app = builder.Build();
        app.MapGrpcService<LeaseApi>();
        app.MapGrpcService<PoolApi>();
        app.MapGrpcService<ClusterApi>();
        app.MapGrpcService<HistoryApi>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }

    private static void AddServices(IServiceCollection services, CoordinatorOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new RunningSince(TimeProvider.System));
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<ErrorInterceptor>();
        services.AddSingleton<LeaseDirectory>(_ => new LeaseDirectory());
        services.AddSingleton<DirectoryBarrier>();
        services.AddSingleton<PoolLookup>();
        services.AddSingleton<KeptListings>();
        services.AddSingleton<LeaseRenewer>();
        services.AddSingleton<LeaseApi>();
        services.AddSingleton<PoolApi>();
        services.AddSingleton<ClusterApi>();
        services.AddSingleton<HistoryApi>();
        services.AddSingleton<CoordinatorHealth>();

        services.AddStorage(options.Storage);
        services.AddHostedService<StoreStart>();
        services.AddActors();
        services.AddHostedService<JournalStart>();
        services.AddSingleton<DirectoryFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<DirectoryFeed>());
        services.AddHostedService<DefaultPool>();
        services.AddHostedService<ShardStart>();

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

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"actornet-coordinator: {message}");
        return ExitCode.Failed;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "actornet-coordinator {Version} serves {Addresses}, its journal is in {Place}")]
        public static partial void Started(ILogger logger, string version, string addresses, string place);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Stopped")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(EventId = 3, Level = LogLevel.Critical, Message = "The coordinator cannot go on")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
