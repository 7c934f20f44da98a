using System.Runtime.Serialization;
using ActorNet.Coordinator.Replicas;
using ActorNet.Coordinator.Replicas.Wire;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Replicas;

public sealed class ReplicaSerializerTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("replicas", ReplicaSerializer.Config.WithFallback("akka.stdout-loglevel = OFF, akka.loglevel = OFF"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        IMessage[] messages =
        [
            new DescribeState { Pool = "default", Generation = 2, Revision = 77 },
            new StateDescription { State = new PoolState { Shards = { new ShardState { Index = 3, Held = 7, HeldSum = ulong.MaxValue, BlocksHash = 1 } } } },
            new StateDescription { Failure = "behind" },
            new ListAttestations { Pool = "default", AfterNode = "node-7" },
            new AttestationPage { HasMore = true, Nodes = { new Attested { Node = "node-8", Epoch = 9, AgeTicks = 10 } } },
            new FindRoutes { Ranges = { "10.0.0.0/8" } },
            new RouteSightings { Count = 7, NodesKnown = 3, Sightings = { new RouteSighting { Node = "node-8", Route = "10.1.0.0/16" } } },
        ];

        Assert.All(messages, message =>
        {
            var serializer = Assert.IsType<ReplicaSerializer>(system.Serialization.FindSerializerFor(message));
            Assert.Equal(message, serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message)));
        });
    }

    [Fact]
    public void What_is_damaged_or_of_another_kind_is_refused()
    {
        var serializer = (SerializerWithStringManifest)system.Serialization.FindSerializerForType(typeof(DescribeState));

        Assert.Throws<SerializationException>(() => serializer.FromBinary([0xff, 0xff], "D"));
        Assert.Throws<SerializationException>(() => serializer.FromBinary([], "System.Object"));
        Assert.Throws<SerializationException>(() => serializer.Manifest("text"));
    }
}
