using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>Actor systems whose journal and snapshots are in an etcd of the test's own.</summary>
public static class EtcdSystem
{
    /// <summary>The configuration; what is given comes first. Where nothing is, a write waits for as long as a busy machine's disk may take.</summary>
    public static Config Config(EtcdCluster cluster, string more = "") => ConfigurationFactory
        .ParseString(more)
        .WithFallback(
            $$"""
            akka.etcd.endpoints = [{{string.Join(", ", cluster.Endpoints.Select(url => $"\"{url}\""))}}]
            akka.persistence.journal.plugin = "akka.persistence.journal.etcd"
            akka.persistence.journal.etcd { write-timeout = 60s, circuit-breaker.call-timeout = 80s }
            akka.loglevel = WARNING
            """)
        .WithFallback(EtcdPersistence.DefaultConfiguration);

    /// <summary>A system; terminate it before the cluster goes.</summary>
    public static ActorSystem Start(EtcdCluster cluster, string more = "") => ActorSystem.Create("test", Config(cluster, more));
}
