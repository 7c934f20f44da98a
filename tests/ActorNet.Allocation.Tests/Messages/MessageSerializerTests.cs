using System.Runtime.Serialization;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Shards;
using Akka.Actor;
using CsCheck;

namespace ActorNet.Allocation.Tests.Messages;

public sealed class MessageSerializerTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create("messages", MessageSerializer.Config.WithFallback("akka.loglevel = WARNING"));
    private readonly MessageSerializer serializer;

    public MessageSerializerTests() =>
        serializer = Assert.IsType<MessageSerializer>(system.Serialization.FindSerializerForType(typeof(ShardEnvelope)));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public void Every_message_is_read_back() => GenerateMessage.Any.Sample(message =>
        Assert.Equal(Described.Of(message), Described.Of(serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message)))));

    [Fact]
    public void It_is_bound_to_all_that_is_sent()
    {
        var messages = typeof(IAllocationMessage).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IAllocationMessage)) && !type.IsAbstract).ToList();

        Assert.Equal(15, messages.Count);
        Assert.All(messages, type => Assert.Same(serializer, system.Serialization.FindSerializerForType(type)));
    }

    /// <summary>Two versions talk to each other while a cluster is upgraded.</summary>
    [Fact]
    public void Its_number_and_its_manifests_never_change()
    {
        var manifests = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 500; seed++)
        {
            manifests.Add(serializer.Manifest(GenerateMessage.Any.Single()));
        }

        Assert.Equal(7411, serializer.Identifier);
        Assert.Equal("A C D E G N P R RC RD RU T U X Y", string.Join(' ', manifests));
    }

    [Fact]
    public void Every_reply_has_a_form_on_the_wire() => Assert.All(
        typeof(LeaseReply).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(LeaseReply)) && !type.IsAbstract),
        type => Assert.Contains(type.Name, GenerateMessage.Any.Array[2_000].Single().Select(Described.Of).Aggregate(string.Concat), StringComparison.Ordinal));

    [Fact]
    public void What_goes_together_takes_no_more_room_than_is_reckoned_with() => GenerateMessage.Any.Sample(message =>
    {
        const int RoomForKeyAndPosition = 256;
        var length = serializer.ToBinary(message).Length;
        switch (message)
        {
            case ShardEnvelope { Message: LeaseCommands { Commands: var commands } }:
                Assert.InRange(length, 0, RoomForKeyAndPosition + commands.Sum(command => MessageRoom.Of(command.Command)));
                break;
            case LeaseAnswers answers:
                var pool = serializer.ToBinary(answers with { Replies = [.. answers.Replies.Where(reply => reply.Reply is LeaseGrant or LeaseEnd).Take(1)] }).Length;
                Assert.InRange(length, 0, pool + answers.Replies.Sum(reply => MessageRoom.Of(reply.Reply)));
                break;
        }
    });

    [Theory]
    [InlineData("Z")]
    [InlineData("")]
    [InlineData("System.String")]
    public void An_unknown_manifest_is_refused(string manifest) =>
        Assert.Contains(manifest, Assert.Throws<SerializationException>(() => serializer.FromBinary([], manifest)).Message, StringComparison.Ordinal);

    [Fact]
    public void Anything_else_is_not_sent()
    {
        Assert.Throws<SerializationException>(() => serializer.ToBinary("text"));
        Assert.Throws<SerializationException>(() => serializer.Manifest("text"));
    }

    [Fact]
    public void Damaged_messages_are_read_or_refused() => Gen.Select(GenerateMessage.Any, Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Bool)
        .Sample((message, position, damage, isCut) =>
        {
            var bytes = serializer.ToBinary(message);
            if (bytes.Length == 0)
            {
                return;
            }

            var at = position % bytes.Length;
            bytes[at] ^= damage;
            ReadOrRefuse(isCut ? bytes[..at] : bytes, serializer.Manifest(message));
        });

    private void ReadOrRefuse(byte[] bytes, string manifest)
    {
        try
        {
            Assert.NotNull(serializer.FromBinary(bytes, manifest));
        }
        catch (SerializationException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }
}
