using ActorNet.Testing;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Coordination.Etcd.Hosting;
using Akka.Etcd.Configuration;
using Akka.Etcd.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Akka.Coordination.Etcd.Tests.Hosting;

public sealed class HostingTests
{
    /// <summary>Nothing goes wrong here; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_lease_set_up_by_hosting_works_and_is_healthy_as_long_as_etcd_answers()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        using var host = await StartAsync(etcd, builder => builder
            .WithEtcdLease(new EtcdLeaseOptions { KeyPrefix = "mine/", HeartbeatTimeout = TimeSpan.FromSeconds(7), HeartbeatInterval = TimeSpan.FromSeconds(2) })
            .WithEtcdLeaseHealthCheck());
        var lease = LeaseProvider.Get(host.Services.GetRequiredService<ActorSystem>()).GetLease("l", new EtcdLeaseOption().ConfigPath, "a:1");

        Assert.True(await lease.Acquire());

        Assert.Equal(TimeSpan.FromSeconds(7), lease.Settings.TimeoutSettings.HeartbeatTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), lease.Settings.TimeoutSettings.OperationTimeout);
        Assert.StartsWith("mine/l\n", await etcd.ControlAsync("get", "mine/", "--prefix"), StringComparison.Ordinal);
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["etcd-lease"].Status);

        await etcd.Members[0].KillAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await checks.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["etcd-lease"].Status);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_split_brain_resolver_takes_the_option()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        using var host = await StartAsync(etcd, builder => builder
            .WithEtcdLease()
            .WithClustering(new ClusterOptions { SplitBrainResolver = new LeaseMajorityOption { LeaseImplementation = new EtcdLeaseOption(), LeaseName = "sbr" } }));

        var system = host.Services.GetRequiredService<ActorSystem>();
        var cluster = Cluster.Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress, TestContext.Current.CancellationToken);
        var config = system.Settings.Config;

        Assert.Equal(EtcdLease.ConfigPath, config.GetString("akka.cluster.split-brain-resolver.lease-majority.lease-implementation"));
        Assert.Contains(nameof(EtcdLease), config.GetString($"{EtcdLease.ConfigPath}.lease-class"), StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<IHost> StartAsync(EtcdCluster etcd, Action<AkkaConfigurationBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        var settings = new EtcdConnectionSettings { Endpoints = [new Uri(etcd.Endpoints[0])], CallTimeout = Patience, ReadTimeout = Patience };
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks();
        builder.Services.AddAkka("hosted", akka => configure(akka
            .AddHocon("akka.loglevel = WARNING, akka.coordinated-shutdown.default-phase-timeout = 30s, akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }", HoconAddMode.Prepend)
            .WithEtcd(settings)));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
