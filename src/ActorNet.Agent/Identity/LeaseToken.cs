using System.Buffers.Binary;
using Google.Protobuf;

namespace ActorNet.Agent.Identity;

/// <summary>The proof, given with a grant, that the caller has the disk of the lease's holder. A secret: it has no text form for logs.</summary>
internal readonly record struct LeaseToken(UInt128 Value)
{
    public static LeaseToken? From(ByteString bytes) =>
        bytes.Length == Bits128.ByteCount ? new LeaseToken(BinaryPrimitives.ReadUInt128BigEndian(bytes.Span)) : null;

    public ByteString ToByteString() => ByteString.CopyFrom(Bits128.ToBytes(Value));

    public override string ToString() => "(secret)";
}
