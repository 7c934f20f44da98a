using ActorNet.Testing;
using Akka.Actor;
using Akka.Etcd.Configuration;
using Akka.Etcd.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Etcd.Tests.Hosting;

public sealed class EtcdHostingExtensionsTests
{
    /// <summary>How long it takes to find etcd ill.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_health_check_tells_whether_etcd_answers()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var services = Build(akka => akka.WithEtcd(cluster.Settings() with { CallTimeout = Brief, ReadTimeout = Brief }).WithEtcdHealthCheck());
        var system = services.GetRequiredService<ActorSystem>();
        var health = services.GetRequiredService<HealthCheckService>();

        var well = await health.CheckHealthAsync(Cancellation);
        await cluster.Members[0].KillAsync();
        var ill = await health.CheckHealthAsync(Cancellation);

        Assert.Equal(HealthStatus.Healthy, well.Entries["akka.etcd"].Status);
        Assert.Equal(HealthStatus.Unhealthy, ill.Entries["akka.etcd"].Status);
        await system.Terminate();
    }

    [Fact]
    public async Task Connections_at_several_paths_have_settings_and_checks_of_their_own()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var unreachable = TestConnection.Settings(["http://127.0.0.1:1"]) with { CallTimeout = TimeSpan.FromSeconds(1), ReadTimeout = TimeSpan.FromSeconds(2) };
        await using var services = Build(akka => akka
            .WithEtcd(cluster.Settings())
            .WithEtcdHealthCheck()
            .WithEtcd(unreachable, "other")
            .WithEtcdHealthCheck("other", HealthStatus.Degraded, "the other one"));

        var system = services.GetRequiredService<ActorSystem>();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        Assert.Equal(HealthStatus.Healthy, report.Entries["akka.etcd"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["the other one"].Status);
        Assert.Contains("Connection refused", report.Entries["the other one"].Description, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public async Task Wrong_settings_are_told_where_they_are_given()
    {
        var wrong = new EtcdConnectionSettings { Endpoints = [] };

        await using var services = Build(akka => Assert.Contains("endpoints", Assert.Throws<ArgumentException>(() => akka.WithEtcd(wrong)).Message, StringComparison.Ordinal));
        await services.GetRequiredService<ActorSystem>().Terminate();
    }

    private static ServiceProvider Build(Action<AkkaConfigurationBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddAkka("test", (akka, _) => configure(akka)).AddHealthChecks();
        return services.BuildServiceProvider();
    }
}
