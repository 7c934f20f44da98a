using System.Collections.Concurrent;
using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Coordination.Etcd.Tests;

/// <summary>
/// An etcd and actor systems that compete for leases on it. No stall of the machine ends a lease by itself, unless a test asks for <see cref="Brief"/> times.
/// </summary>
public sealed class LeaseSystems : IAsyncDisposable
{
    /// <summary>A lease outlasts its owner by 2 s, and an etcd that does not answer is waited for just as long.</summary>
    public const string Brief =
        """
        akka.etcd { call-timeout = 2s, read-timeout = 4s }
        akka.coordination.lease.etcd { heartbeat-timeout = 6s, lease-operation-timeout = 10s }
        """;

    private readonly ConcurrentQueue<ActorSystem> systems = new();

    private LeaseSystems(EtcdCluster etcd) => Etcd = etcd;

    public EtcdCluster Etcd { get; }

    public static async Task<LeaseSystems> StartAsync() => new(await EtcdCluster.StartAsync());

    public ActorSystem Create(string more = "")
    {
        var system = ActorSystem.Create("competitor", ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = OFF
            akka.etcd { endpoints = ["{{Etcd.Endpoints[0]}}"], call-timeout = 20s, read-timeout = 20s }
            akka.coordination.lease.etcd {
              lease-class = "Akka.Coordination.Etcd.EtcdLease, Akka.Coordination.Etcd"
              heartbeat-timeout = 600s
              heartbeat-interval = 500ms
              lease-operation-timeout = 30s
            }
            {{more}}
            """));
        systems.Enqueue(system);
        return system;
    }

    /// <summary>A lease as Akka's parts get theirs, in a system of its own.</summary>
    public Lease Lease(string name, string owner, string more = "") => Lease(Create(more), name, owner);

    public static Lease Lease(ActorSystem system, string name, string owner) => LeaseProvider.Get(system).GetLease(name, EtcdLease.ConfigPath, owner);

    public async ValueTask DisposeAsync()
    {
        foreach (var system in systems)
        {
            await system.Terminate();
        }

        await Etcd.DisposeAsync();
    }
}
