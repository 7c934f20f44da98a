using ActorNet.Testing;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Discovery.Etcd.Bootstrap;
using Akka.Discovery.Etcd.Hosting;
using Akka.Etcd.Configuration;
using Akka.Etcd.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Akka.Discovery.Etcd.Tests.Hosting;

public sealed class HostingTests
{
    /// <summary>Nothing goes wrong here; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_host_registers_joins_and_is_healthy_as_long_as_etcd_knows_it()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks();
        builder.Services.AddAkka("hosted", akka => akka
            .AddHocon("akka.loglevel = WARNING, akka.coordinated-shutdown.default-phase-timeout = 30s, akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }", HoconAddMode.Prepend)
            .WithEtcd(new EtcdConnectionSettings { Endpoints = [new Uri(etcd.Endpoints[0])], CallTimeout = Patience, ReadTimeout = Patience })
            .WithClustering(new ClusterOptions())
            .WithEtcdDiscovery(new EtcdDiscoveryOptions { ServiceName = "shop", KeyPrefix = "mine/" })
            .WithEtcdClusterBootstrap("the cluster")
            .WithEtcdDiscoveryHealthCheck());
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var system = host.Services.GetRequiredService<ActorSystem>();

        await EtcdClusterBootstrap.Get(system).Joined.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        var health = host.Services.GetRequiredService<HealthCheckService>();
        await Eventually.HoldsAsync("it is healthy", async () => await StatusAsync(health) == HealthStatus.Healthy);
        Assert.Single((await Discovery.Get(system).Default.Lookup("shop", TimeSpan.FromSeconds(60))).Addresses);
        Assert.NotEmpty(await etcd.ControlAsync("get", "mine/the%20cluster/cluster/members/", "--prefix"));

        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await etcd.ControlAsync("get", "mine/the%20cluster/cluster/members/", "--prefix"));
        Assert.Empty(await etcd.ControlAsync("get", "mine/shop/", "--prefix"));
    }

    private static async Task<HealthStatus> StatusAsync(HealthCheckService health) => (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["etcd-discovery"].Status;
}
