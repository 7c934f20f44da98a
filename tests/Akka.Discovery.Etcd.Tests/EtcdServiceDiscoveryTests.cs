using System.Net;
using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Discovery.Etcd.Tests;

public sealed class EtcdServiceDiscoveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private DiscoverySystems systems = null!;
    private ServiceDiscovery client = null!;

    public async ValueTask InitializeAsync()
    {
        systems = await DiscoverySystems.StartAsync();
        client = systems.CreateClient();
    }

    public ValueTask DisposeAsync() => systems.DisposeAsync();

    [Fact]
    public async Task Instances_are_found_by_their_service_with_host_port_and_address()
    {
        systems.Register("10.1.2.3", 4001);
        systems.Register("shop-1.example", 4002);
        systems.Register("fd00::1", 4003);

        await FoundAsync("shop", "10.1.2.3:4001", "fd00::1:4003", "shop-1.example:4002");

        var targets = (await client.Lookup("shop", Timeout)).Addresses;
        Assert.Equal(IPAddress.Parse("10.1.2.3"), targets.Single(target => target.Port == 4001).Address);
        Assert.Equal(IPAddress.Parse("fd00::1"), targets.Single(target => target.Port == 4003).Address);
        Assert.Null(targets.Single(target => target.Port == 4002).Address);
    }

    [Fact]
    public async Task Nobody_is_found_under_a_name_that_nobody_has()
    {
        systems.Register("10.1.2.3", 4001);
        await FoundAsync("shop", "10.1.2.3:4001");

        foreach (var name in new[] { "sho", "shop/", "shop/members", "SHOP" })
        {
            Assert.Empty((await client.Lookup(new Lookup(name), Timeout)).Addresses);
        }
    }

    [Fact]
    public async Task A_lookup_for_a_port_name_or_a_protocol_finds_who_registered_with_it()
    {
        systems.Register("10.1.2.3", 4001, "port-name = web");
        systems.Register("10.1.2.3", 4002, "port-name = metrics, protocol = udp");
        await FoundAsync("shop", "10.1.2.3:4001", "10.1.2.3:4002");

        Assert.Equal(4001, Assert.Single((await client.Lookup(new Lookup("shop", "web"), Timeout)).Addresses).Port);
        Assert.Equal(4002, Assert.Single((await client.Lookup(new Lookup("shop", null, "udp"), Timeout)).Addresses).Port);
        Assert.Empty((await client.Lookup(new Lookup("shop", "web", "udp"), Timeout)).Addresses);
    }

    [Fact]
    public async Task A_system_with_remoting_registers_where_that_listens()
    {
        var system = systems.Create("akka.actor.provider = remote, akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }", "remote");
        var own = Discovery.Get(system).Default;
        var address = ((ExtendedActorSystem)system).Provider.DefaultAddress;

        await Eventually.HoldsAsync("it finds itself", async () => (await own.Lookup("remote", Timeout)).Addresses.Any(target => target.Port == address.Port && target.Host == "127.0.0.1"));
    }

    [Fact]
    public async Task An_instance_that_shuts_down_is_found_no_more()
    {
        var system = systems.Register("10.1.2.3", 4001, "lease-ttl = 600s");
        await FoundAsync("shop", "10.1.2.3:4001");

        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);

        Assert.Empty((await client.Lookup("shop", Timeout)).Addresses);
    }

    [Fact]
    public async Task A_registration_that_is_lost_comes_back()
    {
        systems.Register("10.1.2.3", 4001);
        await FoundAsync("shop", "10.1.2.3:4001");

        await systems.Etcd.ControlAsync("del", "akka/discovery/shop/members/10.1.2.3:4001");
        await FoundAsync("shop", "10.1.2.3:4001");

        var lease = (await systems.Etcd.ControlAsync("lease", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1];
        await systems.Etcd.ControlAsync("lease", "revoke", lease);
        await FoundAsync("shop", "10.1.2.3:4001");
    }

    [Fact]
    public async Task What_somebody_else_has_put_there_does_not_hide_the_others()
    {
        await systems.Etcd.ControlAsync("put", "akka/discovery/shop/members/x", "not json");
        await systems.Etcd.ControlAsync("put", "akka/discovery/shop/members/y", "{}");
        systems.Register("10.1.2.3", 4001);

        await FoundAsync("shop", "10.1.2.3:4001");
    }

    [Fact]
    public async Task A_lookup_that_etcd_does_not_answer_times_out()
    {
        await systems.Etcd.Members[0].PauseAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => client.Lookup("shop", TimeSpan.FromMilliseconds(300)));

        await systems.Etcd.Members[0].ResumeAsync();
        await Eventually.HoldsAsync("etcd answers", async () => (await client.Lookup("shop", Timeout)).Addresses.IsEmpty);
    }

    [Fact]
    public void Settings_that_are_wrong_are_named()
    {
        var nowhere = systems.Create();
        Assert.Contains("akka.discovery.etcd.host", Failure(nowhere), StringComparison.Ordinal);

        var system = systems.Create("""akka.discovery.etcd { connection = "", key-prefix = "", port = 70000, lease-ttl = 10ms, bootstrap.lease-ttl = 0s }""");
        var message = Failure(system);
        foreach (var key in new[] { "connection", "key-prefix", "port", "lease-ttl", "bootstrap.lease-ttl" })
        {
            Assert.Contains($"akka.discovery.etcd.{key}: ", message, StringComparison.Ordinal);
        }

        system = systems.Create("""akka.discovery.etcd { register = maybe, port = http, lease-ttl = soon, bootstrap.lease-ttl = infinite }""");
        message = Failure(system);
        foreach (var key in new[] { "register", "port", "lease-ttl", "bootstrap.lease-ttl" })
        {
            Assert.Contains($"akka.discovery.etcd.{key}: ", message, StringComparison.Ordinal);
        }

        static string Failure(ActorSystem system)
        {
            var failure = Assert.ThrowsAny<Exception>(() => Discovery.Get(system).Default);
            return Assert.IsType<ConfigurationException>(failure.InnerException ?? failure).Message;
        }
    }

    private Task FoundAsync(string service, params string[] expected) => Eventually.HoldsAsync(
        $"{string.Join(", ", expected)} are found",
        async () => (await client.Lookup(service, Timeout)).Addresses.Select(target => $"{target.Host}:{target.Port}").Order(StringComparer.Ordinal).SequenceEqual(expected));
}
