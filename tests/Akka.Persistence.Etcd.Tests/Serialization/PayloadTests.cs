using System.Text;
using ActorNet.Testing;
using Akka.Actor;
using Akka.Etcd.Connection;
using Akka.Etcd.Configuration;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Journal;
using Akka.Serialization;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Tests.Serialization;

public sealed class PayloadTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    /// <summary>Nothing goes wrong here; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Bindings =
        $$"""
        akka.actor {
          serializers.named = "{{typeof(NamedSerializer).AssemblyQualifiedName}}"
          serialization-bindings { "{{typeof(Named).AssemblyQualifiedName}}" = named }
        }
        akka.persistence.journal.etcd {
          event-adapters.marking = "{{typeof(Marking).AssemblyQualifiedName}}"
          event-adapter-bindings { "{{typeof(Named).AssemblyQualifiedName}}" = marking }
        }
        """;

    [Fact]
    public async Task References_to_actors_come_back()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(new WithReference(client.Actor));

        var (events, _) = await client.ReplayAsync();

        Assert.Equal(client.Actor, Assert.IsType<WithReference>(Assert.Single(events).Payload).Reference);
    }

    [Fact]
    public async Task Tags_are_kept_beside_the_payload()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(new Tagged("text", ["red", "blue"]));

        Assert.Equal("text", Assert.Single((await client.ReplayAsync()).Events).Payload);
        Assert.Equal(["blue", "red"], (await ReadAsync(etcd.Cluster, client.PersistenceId)).Events[0].Tags.Order());
    }

    [Fact]
    public async Task Serializer_manifest_adapter_manifest_and_both_directions_of_an_event_adapter_are_kept()
    {
        using var system = EtcdSystem.Start(etcd.Cluster, Bindings);
        var client = new JournalClient(system, EtcdFixture.NewId());
        await client.WriteAllAsync(new Named("x"));

        var record = Assert.Single((await ReadAsync(etcd.Cluster, client.PersistenceId)).Events);
        var replayed = Assert.Single((await client.ReplayAsync()).Events);
        await system.Terminate();

        Assert.Equal((977, "N", "marked", "x+written"), (record.SerializerId, record.SerializerManifest, record.Manifest, record.Payload.ToStringUtf8()));
        Assert.Equal(new Named("x+written+read"), replayed.Payload);
        Assert.Equal("marked", replayed.Manifest);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_any_more_fails_the_replay()
    {
        using var system = EtcdSystem.Start(etcd.Cluster, Bindings);
        var client = new JournalClient(system, EtcdFixture.NewId());
        await client.WriteAllAsync(new Named("x"));
        await system.Terminate();

        await Assert.ThrowsAsync<InvalidOperationException>(() => etcd.NewClient(client.PersistenceId).ReplayAsync());
    }

    private static async Task<AtomicWriteRecord> ReadAsync(EtcdCluster cluster, string persistenceId)
    {
        await using var connection = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. cluster.Endpoints.Select(url => new Uri(url))], CallTimeout = Patience, ReadTimeout = Patience });
        var request = new RangeRequest { Key = new JournalKeys("akka/").Event(persistenceId, 1) };
        var answer = await connection.ReadAsync(request, TestContext.Current.CancellationToken);
        return AtomicWriteRecord.Parser.ParseFrom(Assert.Single(answer.Kvs).Value);
    }

    public sealed record WithReference(IActorRef Reference);

    public sealed record Named(string Name);

    public sealed class NamedSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 977;

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Named)obj).Name);

        public override object FromBinary(byte[] bytes, string manifest) =>
            manifest == "N" ? new Named(Encoding.UTF8.GetString(bytes)) : throw new ArgumentException($"not known: {manifest}", nameof(manifest));

        public override string Manifest(object o) => "N";
    }

    public sealed class Marking : IEventAdapter
    {
        public string Manifest(object evt) => "marked";

        public object ToJournal(object evt) => evt is Named named ? new Named($"{named.Name}+written") : evt;

        public IEventSequence FromJournal(object evt, string manifest) =>
            EventSequence.Single(evt is Named named && manifest == "marked" ? new Named($"{named.Name}+read") : evt);
    }
}
