using ActorNet.Allocation;
using ActorNet.Allocation.Persistence;
using ActorNet.Coordinator.Storage;
using Akka.Hosting;

namespace ActorNet.Coordinator.Actors;

/// <summary>The actor system of the coordinator.</summary>
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

    public static IServiceCollection AddActors(this IServiceCollection services) => services
        .AddSingleton<AllocationClient>()
        .AddAkka("actornet", (builder, provider) => builder
            .WithStore(provider.GetRequiredService<IJournalStore>())
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLogger<LogForwarder>();
            })
            .AddSetup(new LogForwarderSetup(provider.GetRequiredService<ILoggerFactory>()))
            .AddHocon(Config, HoconAddMode.Prepend)
            .AddHocon(AllocationSerializer.Config, HoconAddMode.Prepend)
            .WithActors((system, registry) =>
            {
                var refs = AllocationActors.StartLocal(
                    system,
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<IJournalStore>().Prove(system));
                registry.Register<PoolsActor>(refs.Pools);
                registry.Register<ShardsActor>(refs.Shards);
            }));

    private static AkkaConfigurationBuilder WithStore(this AkkaConfigurationBuilder builder, IJournalStore store)
    {
        store.Configure(builder);
        return builder;
    }
}
