using Google.Protobuf;

namespace ActorNet.Agent.Identity;

/// <summary>Which installation of the agent this is: made once, kept in the state file. Tells clones of a node apart (<c>safety.md</c> rule 8).</summary>
internal readonly record struct InstanceId(UInt128 Value)
{
    public static InstanceId NewRandom() => new(Bits128.Random());

    public ByteString ToByteString() => ByteString.CopyFrom(Bits128.ToBytes(Value));

    public override string ToString() => Bits128.ToHex(Value);
}
