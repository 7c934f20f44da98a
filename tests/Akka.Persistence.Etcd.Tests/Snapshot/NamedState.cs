using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

/// <summary>A snapshot of a type that has a serializer of its own, with names.</summary>
internal sealed record NamedState(string Text, IActorRef? Owner = null);

internal sealed class NamedStateSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int Id = 7_411;

    public override int Identifier => Id;

    public override string Manifest(object o) => "state-v1";

    public override byte[] ToBinary(object obj)
    {
        var state = (NamedState)obj;
        var owner = state.Owner is null ? string.Empty : Akka.Serialization.Serialization.SerializedActorPath(state.Owner);
        return state.Text == "unserialisable"
            ? throw new InvalidOperationException("this one cannot be serialised")
            : Encoding.UTF8.GetBytes($"{state.Text}\n{owner}");
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var parts = Encoding.UTF8.GetString(bytes).Split('\n');
        return manifest != "state-v1" ? throw new ArgumentException($"unknown manifest {manifest}", nameof(manifest))
            : parts[0] == "undeserialisable" ? throw new InvalidOperationException("this one cannot be deserialised")
            : new NamedState(parts[0], parts[1].Length > 0 ? system.Provider.ResolveActorRef(parts[1]) : null);
    }
}
