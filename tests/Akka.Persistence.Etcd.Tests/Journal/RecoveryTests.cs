using ActorNet.Testing;
using Akka.Actor;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal;

public sealed class RecoveryTests
{
    [Fact]
    public async Task What_was_persisted_is_there_after_a_restart_of_the_system()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var first = EtcdSystem.Start(cluster);
        var actor = first.ActorOf(Recorder.Props("a/b"));
        Assert.Equal(1L, await actor.AskAsync<long>("one"));
        actor.Tell(new[] { "two", "three" });
        Assert.Equal(4L, await actor.AskAsync<long>("four"));
        await first.Terminate();

        var second = EtcdSystem.Start(cluster);
        var recovered = await second.ActorOf(Recorder.Props("a/b")).AskAsync<string[]>("get");
        await second.Terminate();

        Assert.Equal(["one", "two", "three", "four"], recovered);
    }
}
