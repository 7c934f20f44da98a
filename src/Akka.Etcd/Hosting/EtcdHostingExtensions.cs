using Akka.Etcd.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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

    /// <summary>Adds a health check that asks etcd over the connection at a path.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="path">Where the settings of the connection are.</param>
    /// <param name="failureStatus">What it is when etcd does not answer; unhealthy where nothing is given.</param>
    /// <param name="name">The check's name; the path's where none is given.</param>
    /// <param name="tags">The check's tags; <c>akka</c>, <c>etcd</c> and <c>ready</c> where none are given.</param>
    /// <param name="timeout">How long the check may take; 3 s where nothing is given.</param>
    public static AkkaConfigurationBuilder WithEtcdHealthCheck(
        this AkkaConfigurationBuilder builder,
        string path = EtcdConnectionSettings.DefaultPath,
        HealthStatus? failureStatus = null,
        string? name = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null) => builder.WithHealthCheck(
            name ?? path,
            new EtcdHealthCheck(path),
            failureStatus ?? HealthStatus.Unhealthy,
            tags ?? ["akka", "etcd", "ready"],
            timeout ?? TimeSpan.FromSeconds(3));
}
