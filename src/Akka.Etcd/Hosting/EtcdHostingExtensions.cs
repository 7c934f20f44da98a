using Akka.Etcd.Configuration;
using Akka.Hosting;

namespace Akka.Etcd.Hosting;

/// <summary>Sets connections to etcd up with Akka.Hosting.</summary>
public static class EtcdHostingExtensions
{
    /// <summary>Sets up the connection at a path, for all plugins that name it; by default the one that they use unless told otherwise.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="settings">How to reach the cluster.</param>
    /// <param name="path">Where the settings go.</param>
    /// <exception cref="ArgumentException">The settings are wrong; the message names each.</exception>
    public static AkkaConfigurationBuilder WithEtcd(
        this AkkaConfigurationBuilder builder,
        EtcdConnectionSettings settings,
        string path = EtcdConnectionSettings.DefaultPath)
    {
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(settings));
        }

        return builder
            .AddHocon(EtcdConnectionConfig.Write(settings, path), HoconAddMode.Prepend)
            .AddHocon(EtcdConnectionConfig.Default, HoconAddMode.Append);
    }
}
