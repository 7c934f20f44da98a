using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>Actor systems whose journal and snapshots are in an etcd of the test's own.</summary>
public static class EtcdSystem
{
    /// <summary>The configuration; what is given comes first.</summary>
    public static Config Config(EtcdCluster cluster, string more = "") => ConfigurationFactory
        .ParseString(more)
        .WithFallback(
            $$"""
            akka.etcd.endpoints = [{{string.Join(", ", cluster.Endpoints.Select(url => $"\"{url}\""))}}]
            akka.persistence.journal.plugin = "akka.persistence.journal.etcd"
            akka.loglevel = WARNING
            """)
        .WithFallback(EtcdPersistence.DefaultConfiguration);

    /// <summary>A system; terminate it before the cluster goes.</summary>
    public static ActorSystem Start(EtcdCluster cluster, string more = "") => ActorSystem.Create("test", Config(cluster, more));
}
