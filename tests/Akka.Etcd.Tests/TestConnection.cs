using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Event;

namespace Akka.Etcd.Tests;

/// <summary>Connections to a test's own cluster.</summary>
internal static class TestConnection
{
    public static EtcdConnectionSettings Settings(this EtcdCluster cluster) => new() { Endpoints = [.. cluster.Endpoints.Select(url => new Uri(url))] };

    public static EtcdConnection Connect(this EtcdCluster cluster, ILoggingAdapter? log = null) => new(cluster.Settings(), log);
}
