using System.Runtime.Serialization;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorNet.Allocation.Messages;

/// <summary>
/// Writes what goes from one replica to another as the protobuf messages of <c>messages.proto</c>, each under a manifest of its own. No type
/// name of this program is ever written, and none is read.
/// </summary>
public sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string EnvelopeManifest = "E";
    private const string LeaseAnswersManifest = "A";
    private const string ShardNotReadyManifest = "N";
    private const string ShardDigestManifest = "G";
    private const string RequestBlocksManifest = "R";
    private const string BlocksYieldedManifest = "Y";
    private const string CreatePoolManifest = "C";
    private const string DescribePoolManifest = "D";
    private const string PoolAnswerManifest = "P";
    private const string CreateReservationManifest = "RC";
    private const string UpdateReservationManifest = "RU";
    private const string DeleteReservationManifest = "RD";
    private const string PoolTakenManifest = "T";
    private const string ChangePoolManifest = "U";
    private const string DeletePoolManifest = "X";

    /// <summary>The HOCON that binds it to all that it writes.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.actornet-messages = "{{typeof(MessageSerializer).AssemblyQualifiedName}}"
          serialization-bindings { "{{typeof(IAllocationMessage).AssemblyQualifiedName}}" = actornet-messages }
          serialization-identifiers { "{{typeof(MessageSerializer).AssemblyQualifiedName}}" = 7411 }
        }
        """);

    /// <inheritdoc/>
    public override int Identifier => 7411;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        ShardEnvelope => EnvelopeManifest,
        LeaseAnswers => LeaseAnswersManifest,
        ShardNotReady => ShardNotReadyManifest,
        ShardDigest => ShardDigestManifest,
        RequestBlocks => RequestBlocksManifest,
        BlocksYieldedOrNot => BlocksYieldedManifest,
        CreatePool => CreatePoolManifest,
        DescribePool => DescribePoolManifest,
        PoolAnswer => PoolAnswerManifest,
        CreateReservation => CreateReservationManifest,
        UpdateReservation => UpdateReservationManifest,
        DeleteReservation => DeleteReservationManifest,
        PoolTaken => PoolTakenManifest,
        ChangePool => ChangePoolManifest,
        DeletePool => DeletePoolManifest,
        _ => throw new SerializationException($"{o.GetType()} is not sent to other replicas"),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ToWire(obj).ToByteArray();

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes are not what it promises.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                EnvelopeManifest => ShardMessageMapping.FromWire(Wire.ShardEnvelope.Parser.ParseFrom(bytes)),
                LeaseAnswersManifest => LeaseAnswerMapping.FromWire(Wire.LeaseAnswers.Parser.ParseFrom(bytes)),
                ShardNotReadyManifest => new ShardNotReady(Wire.ShardNotReady.Parser.ParseFrom(bytes).Shard.FromWire()),
                ShardDigestManifest => ShardMessageMapping.FromWire(Wire.ShardDigest.Parser.ParseFrom(bytes)),
                RequestBlocksManifest => BlockMessageMapping.FromWire(Wire.RequestBlocks.Parser.ParseFrom(bytes)),
                BlocksYieldedManifest => BlockMessageMapping.FromWire(Wire.BlocksYieldedOrNot.Parser.ParseFrom(bytes)),
                CreatePoolManifest => PoolMessageMapping.FromWire(Wire.CreatePool.Parser.ParseFrom(bytes)),
                DescribePoolManifest => PoolMessageMapping.FromWire(Wire.DescribePool.Parser.ParseFrom(bytes)),
                PoolAnswerManifest => PoolMessageMapping.FromWire(Wire.PoolAnswer.Parser.ParseFrom(bytes)),
                CreateReservationManifest => ReservationMessageMapping.FromWire(Wire.CreateReservation.Parser.ParseFrom(bytes)),
                UpdateReservationManifest => ReservationMessageMapping.FromWire(Wire.UpdateReservation.Parser.ParseFrom(bytes)),
                DeleteReservationManifest => ReservationMessageMapping.FromWire(Wire.DeleteReservation.Parser.ParseFrom(bytes)),
                PoolTakenManifest => BlockMessageMapping.FromWire(Wire.PoolTaken.Parser.ParseFrom(bytes)),
                ChangePoolManifest => PoolMessageMapping.FromWire(Wire.ChangePool.Parser.ParseFrom(bytes)),
                DeletePoolManifest => PoolMessageMapping.FromWire(Wire.DeletePool.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException($"'{manifest}' is not a manifest of this version"),
            };
        }
        catch (Exception problem) when (problem
            is InvalidProtocolBufferException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new SerializationException($"a message with manifest '{manifest}' is damaged: {problem.Message}", problem);
        }
    }

    private static IMessage ToWire(object message) => message switch
    {
        ShardEnvelope envelope => ShardMessageMapping.ToWire(envelope),
        LeaseAnswers answers => LeaseAnswerMapping.ToWire(answers),
        ShardNotReady notReady => new Wire.ShardNotReady { Shard = notReady.Shard.ToWire() },
        ShardDigest digest => ShardMessageMapping.ToWire(digest),
        RequestBlocks request => BlockMessageMapping.ToWire(request),
        BlocksYieldedOrNot yielded => BlockMessageMapping.ToWire(yielded),
        CreatePool create => PoolMessageMapping.ToWire(create),
        DescribePool describe => PoolMessageMapping.ToWire(describe),
        PoolAnswer answer => PoolMessageMapping.ToWire(answer),
        CreateReservation create => ReservationMessageMapping.ToWire(create),
        UpdateReservation update => ReservationMessageMapping.ToWire(update),
        DeleteReservation delete => ReservationMessageMapping.ToWire(delete),
        PoolTaken taken => BlockMessageMapping.ToWire(taken),
        ChangePool change => PoolMessageMapping.ToWire(change),
        DeletePool delete => PoolMessageMapping.ToWire(delete),
        _ => throw new SerializationException($"{message.GetType()} is not sent to other replicas"),
    };
}
