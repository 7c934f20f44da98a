using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd.Configuration;
using Akka.Etcd.Errors;

namespace Akka.Etcd.Tests;

public sealed class EtcdConnectionsTests
{
    [Fact]
    public async Task A_system_has_one_connection_for_each_path()
    {
        using var system = ActorSystem.Create("test", ConfigurationFactory.ParseString("other.endpoints = [\"http://127.0.0.1:1\"]"));
        var connections = EtcdConnections.Get(system);

        Assert.Same(connections.Connect("akka.etcd"), EtcdConnections.Get(system).Connect("akka.etcd"));
        Assert.NotSame(connections.Connect("akka.etcd"), connections.Connect("other"));
        Assert.Throws<ConfigurationException>(() => connections.Connect("nothing"));
        await system.Terminate();
    }

    [Fact]
    public async Task A_system_that_terminates_ends_the_calls_under_way()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var system = ActorSystem.Create("test", EtcdConnectionConfig.Write(cluster.Settings()));
        var connections = EtcdConnections.Get(system);
        var connection = connections.Connect("akka.etcd");
        await connection.PutAsync("key", "value");
        await cluster.Members[0].PauseAsync();
        var write = connection.PutAsync("key", "other");
        var read = connection.GetAsync("key");

        await system.Terminate();
        await connections.Closed;

        await Assert.ThrowsAsync<EtcdOutcomeUnknownException>(() => write);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        Assert.Throws<ObjectDisposedException>(() => connections.Connect("akka.etcd"));
    }
}
