using System.Runtime.Serialization;
using ActorNet.Coordinator.Replicas.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorNet.Coordinator.Replicas;

/// <summary>Writes what replicas ask one another as the protobuf messages of <c>replicas.proto</c>, each under a manifest of its own.</summary>
internal sealed class ReplicaSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string DescribeStateManifest = "D";
    private const string StateDescriptionManifest = "S";
    private const string ListAttestationsManifest = "L";
    private const string AttestationPageManifest = "A";
    private const string FindRoutesManifest = "F";
    private const string RouteSightingsManifest = "R";

    /// <summary>The HOCON that binds it to all that it writes.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.actornet-replicas = "{{typeof(ReplicaSerializer).AssemblyQualifiedName}}"
          serialization-bindings {
            "{{typeof(DescribeState).AssemblyQualifiedName}}" = actornet-replicas
            "{{typeof(StateDescription).AssemblyQualifiedName}}" = actornet-replicas
            "{{typeof(ListAttestations).AssemblyQualifiedName}}" = actornet-replicas
            "{{typeof(AttestationPage).AssemblyQualifiedName}}" = actornet-replicas
            "{{typeof(FindRoutes).AssemblyQualifiedName}}" = actornet-replicas
            "{{typeof(RouteSightings).AssemblyQualifiedName}}" = actornet-replicas
          }
          serialization-identifiers { "{{typeof(ReplicaSerializer).AssemblyQualifiedName}}" = 7412 }
        }
        """);

    /// <inheritdoc/>
    public override int Identifier => 7412;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        DescribeState => DescribeStateManifest,
        StateDescription => StateDescriptionManifest,
        ListAttestations => ListAttestationsManifest,
        AttestationPage => AttestationPageManifest,
        FindRoutes => FindRoutesManifest,
        RouteSightings => RouteSightingsManifest,
        _ => throw new SerializationException($"{o.GetType()} is not sent to other replicas"),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ((IMessage)obj).ToByteArray();

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes are not what it promises.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                DescribeStateManifest => DescribeState.Parser.ParseFrom(bytes),
                StateDescriptionManifest => StateDescription.Parser.ParseFrom(bytes),
                ListAttestationsManifest => ListAttestations.Parser.ParseFrom(bytes),
                AttestationPageManifest => AttestationPage.Parser.ParseFrom(bytes),
                FindRoutesManifest => FindRoutes.Parser.ParseFrom(bytes),
                RouteSightingsManifest => RouteSightings.Parser.ParseFrom(bytes),
                _ => throw new SerializationException($"'{manifest}' is not a manifest of this version"),
            };
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new SerializationException($"a message with manifest '{manifest}' is damaged: {problem.Message}", problem);
        }
    }
}
