using System.Net;
using ActorNet.Allocation;
using ActorNet.Allocation.Persistence;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Replicas;
using ActorNet.Coordinator.Storage;
using Akka.Hosting;

namespace ActorNet.Coordinator.Actors;

/// <summary>The actor system of the coordinator: one of several where the journal is in etcd, alone where it is not.</summary>
internal static class ActorSetup
{
    private static readonly string Config =
        $$"""
        akka {
          stdout-logger-class = "{{typeof(LastResortLogger).AssemblyQualifiedName}}"

          # The host decides when to stop; see CoordinatorHost.
          coordinated-shutdown { run-by-clr-shutdown-hook = off, exit-clr = off }

          # Only what is written under manifests of ours and Akka's own is read and written.
          actor.serializers.json = "{{typeof(RefusingSerializer).AssemblyQualifiedName}}"
        }
        """;

    /// <summary>Adds the actor system, and what starts and reaches its actors.</summary>
    /// <param name="services">The coordinator's parts.</param>
    /// <param name="storage">Where the journal is.</param>
    /// <param name="address">Where the other replicas reach this one; null: there are none.</param>
    public static IServiceCollection AddActors(this IServiceCollection services, StorageOptions storage, IPEndPoint? address)
    {
        services.AddSingleton<AllocationClient>();
        services.AddAkka("actornet", (builder, provider) =>
        {
            builder
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLogger<LogForwarder>();
                })
                .AddSetup(new LogForwarderSetup(provider.GetRequiredService<ILoggerFactory>()))
                .AddHocon(Config, HoconAddMode.Prepend)
                .AddHocon(AllocationSerializer.Config, HoconAddMode.Prepend)
                .AddHocon(ReplicaSerializer.Config, HoconAddMode.Prepend);
            provider.GetRequiredService<IJournalStore>().Configure(builder);
            if (address is not null)
            {
                builder.WithCluster((EtcdStorageOptions)storage, address);
            }
        });
        services.AddHostedService<ActorStart>();
        if (address is null)
        {
            return services
                .AddSingleton<StartAllocation>(AllocationActors.StartLocal)
                .AddSingleton<IReplicas, OnlyReplica>()
                .AddSingleton<IShardHomes, LocalShardHomes>()
                .AddSingleton<IOtherReplicas, NoOtherReplicas>();
        }

        return services
            .AddSingleton<StartAllocation>(ClusterActors.Start)
            .AddSingleton<IReplicas, ClusterReplicas>()
            .AddSingleton<IShardHomes, ClusterShardHomes>()
            .AddSingleton<IOtherReplicas, ClusterOtherReplicas>()
            .AddHostedService<ClusterStart>();
    }
}
