using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// Takes the place of Akka's JSON serializer, which makes objects of any type that its input names (safety.md, security): what has no
/// serializer of its own is neither written nor read.
/// </summary>
internal sealed class RefusingSerializer : Serializer
{
    /// <summary>Called by Akka, which has settings for whatever goes by this serializer's name.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system) => ArgumentNullException.ThrowIfNull(settings);

    /// <summary>The JSON serializer's number.</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} has no serializer and is not written");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("data of a serializer that names types is not read");
}
