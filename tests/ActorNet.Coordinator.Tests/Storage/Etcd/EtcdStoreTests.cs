using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Storage.Etcd;
using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

public sealed class EtcdStoreTests
{
    [Fact]
    public async Task After_half_a_minute_without_etcd_the_start_is_given_up_with_the_endpoint_and_the_reason()
    {
        var endpoint = $"http://127.0.0.1:{LoopbackPorts.Take()}";
        var connection = new EtcdConnectionSettings { Endpoints = [new Uri(endpoint)] };
        var system = ActorSystem.Create(
            "nobody",
            EtcdConnectionConfig.Write(connection).WithFallback(ConfigurationFactory.ParseString("akka.stdout-loglevel = OFF, akka.loglevel = OFF")));
        var time = new FakeTimeProvider();
        var store = new EtcdStore(new EtcdStorageOptions(connection, "/actornet/", "/flannel"), time, NullLogger<EtcdStore>.Instance);

        var preparing = store.PrepareAsync(system, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the end of its patience", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(preparing.IsCompleted);
        });

        var message = (await Assert.ThrowsAsync<StartException>(() => preparing)).Message;
        Assert.StartsWith($"etcd at {endpoint} cannot be used: ", message, StringComparison.Ordinal);
        Assert.Contains("refused", message, StringComparison.OrdinalIgnoreCase);
        await system.Terminate();
    }
}
