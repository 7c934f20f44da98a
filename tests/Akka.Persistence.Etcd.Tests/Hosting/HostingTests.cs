using ActorNet.Testing;
using Akka.Actor;
using Akka.Etcd.Configuration;
using Akka.Etcd.Hosting;
using Akka.Hosting;
using Akka.Persistence.Etcd.Hosting;
using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Query;
using Akka.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Akka.Persistence.Etcd.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task A_hosted_system_persists_below_its_prefix_and_reports_its_health()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        using var host = await StartAsync(builder => builder.WithEtcdPersistence(
            new EtcdConnectionSettings { Endpoints = [.. cluster.Endpoints.Select(url => new Uri(url))] },
            keyPrefix: "shop/\"1\"/",
            journalBuilder: journal => journal.WithHealthCheck()));
        var actor = host.Services.GetRequiredService<ActorSystem>().ActorOf(Recorder.Props("basket"));

        await actor.AskAsync<long>("apple");

        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Single(health.Entries);
        Assert.StartsWith("shop/\"1\"/e/basket/0000000000000001", await cluster.ControlAsync("get", "--prefix", "", "--keys-only"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_the_options_reach_the_plugins_and_the_others_keep_their_defaults()
    {
        using var host = await StartAsync(builder => builder.WithEtcdPersistence(
            new EtcdJournalOptions { KeyPrefix = "j/", MaxBatchBytes = 2048, WriteTimeout = TimeSpan.FromSeconds(3), Connection = "my.etcd" },
            new EtcdSnapshotOptions(isDefaultPlugin: false) { ChunkBytes = 4096 }));
        var config = host.Services.GetRequiredService<ActorSystem>().Settings.Config;
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("akka.persistence.journal.etcd", config.GetString("akka.persistence.journal.plugin"));
        Assert.NotEqual("akka.persistence.snapshot-store.etcd", config.GetString("akka.persistence.snapshot-store.plugin"));
        Assert.Equal("j/", config.GetString("akka.persistence.journal.etcd.key-prefix"));
        Assert.Equal("my.etcd", config.GetString("akka.persistence.journal.etcd.connection"));
        Assert.Equal(2048, config.GetByteSize("akka.persistence.journal.etcd.max-batch-bytes"));
        Assert.Equal(128, config.GetInt("akka.persistence.journal.etcd.max-batch-operations"));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("akka.persistence.journal.etcd.write-timeout"));
        Assert.Equal(4096, config.GetByteSize("akka.persistence.snapshot-store.etcd.chunk-bytes"));
    }

    [Fact]
    public async Task Each_of_two_journals_has_a_read_journal_of_its_own()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        using var host = await StartAsync(builder => builder
            .WithEtcd(new EtcdConnectionSettings { Endpoints = [.. cluster.Endpoints.Select(url => new Uri(url))] }, "my.etcd")
            .WithEtcdPersistence(new EtcdJournalOptions(identifier: "one") { Connection = "my.etcd", KeyPrefix = "one/" })
            .WithEtcdPersistence(new EtcdJournalOptions(isDefaultPlugin: false, "two") { Connection = "my.etcd", KeyPrefix = "two/" }));
        var system = host.Services.GetRequiredService<ActorSystem>();
        await system.ActorOf(Recorder.Props("basket")).AskAsync<long>("apple");

        var ids = new List<(string Journal, string Id)>();
        foreach (var journal in new[] { "one", "two" })
        {
            var events = PersistenceQuery.Get(system).ReadJournalFor<EtcdReadJournal>($"akka.persistence.query.journal.{journal}");
            await events.CurrentPersistenceIds().RunForeach(id => ids.Add((journal, id)), system.Materializer());
        }

        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([("one", "basket")], ids);
    }

    private static async Task<IHost> StartAsync(Action<AkkaConfigurationBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddHealthChecks();
        builder.Services.AddAkka("hosted", akka => configure(akka));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
