using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Pools;
using ActorNet.Coordinator.Pools.Flannel;
using ActorNet.Coordinator.Storage.Embedded;
using ActorNet.Coordinator.Storage.Etcd;
using Akka.Actor;

namespace ActorNet.Coordinator.Storage;

/// <summary>Chooses the store, and what comes with it. The one place where the options are asked which one it is.</summary>
internal static class StorageSetup
{
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        switch (options)
        {
            case EmbeddedStorageOptions embedded:
                services.AddSingleton<IJournalStore>(_ => new EmbeddedStore(embedded.DataDirectory));
                services.AddSingleton<IDefaultPoolSource, ConfiguredPool>();
                break;
            case EtcdStorageOptions etcd:
                services.AddSingleton(etcd);
                services.AddSingleton<IJournalStore, EtcdStore>();
                services.AddSingleton<IDefaultPoolSource, FlannelPool>();
                break;
        }

        return services.AddSingleton(provider => provider.GetRequiredService<IJournalStore>().Read(provider.GetRequiredService<ActorSystem>()));
    }
}
