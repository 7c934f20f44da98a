using System.Collections.Concurrent;
using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Discovery.Etcd.Tests;

/// <summary>An etcd and actor systems that find each other through it.</summary>
public sealed class DiscoverySystems : IAsyncDisposable
{
    private readonly ConcurrentQueue<ActorSystem> systems = new();

    private DiscoverySystems(EtcdCluster etcd) => Etcd = etcd;

    public EtcdCluster Etcd { get; }

    public static async Task<DiscoverySystems> StartAsync() => new(await EtcdCluster.StartAsync());

    public ActorSystem Create(string settings = "", string name = "shop")
    {
        var system = ActorSystem.Create(name, ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = OFF
            akka.etcd { endpoints = ["{{Etcd.Endpoints[0]}}"], call-timeout = 60s, read-timeout = 60s }
            akka.coordinated-shutdown.default-phase-timeout = 30s
            akka.discovery.method = etcd
            akka.discovery.etcd { class = "Akka.Discovery.Etcd.EtcdServiceDiscovery, Akka.Discovery.Etcd", lease-ttl = 15s }
            {{settings}}
            """));
        systems.Enqueue(system);
        return system;
    }

    /// <summary>One that only looks.</summary>
    public ServiceDiscovery CreateClient() => Discovery.Get(Create("akka.discovery.etcd.register = off")).Default;

    /// <summary>One that registers itself at an address that nobody listens at.</summary>
    public ActorSystem Register(string host, int port, string more = "")
    {
        var system = Create($$"""akka.discovery.etcd { host = "{{host}}", port = {{port}}, {{more}} }""");
        _ = Discovery.Get(system).Default;
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in systems)
        {
            await system.Terminate();
        }

        await Etcd.DisposeAsync();
    }
}
