using Akka.Persistence.Etcd.Serialization;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>One atomic write as it will stand in etcd.</summary>
/// <param name="FirstSequenceNr">Its first sequence number.</param>
/// <param name="LastSequenceNr">Its last one.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its record; no other write has the same.</param>
internal sealed record JournalWrite(long FirstSequenceNr, long LastSequenceNr, ByteString Key, ByteString Value)
{
    /// <summary>What protobuf adds around a key and a value in a transaction, at most.</summary>
    private const int Envelope = 32;

    public int Bytes => Key.Length + Value.Length + Envelope;

    /// <summary>How many events it has.</summary>
    public int Events => (int)(LastSequenceNr - FirstSequenceNr + 1);

    /// <summary>The record with its place in the transaction. Protobuf reads two messages behind one another as one.</summary>
    public ByteString ValueAt(int position) => position == 0
        ? Value
        : UnsafeByteOperations.UnsafeWrap((byte[])[.. Value.Span, .. new AtomicWriteRecord { Position = (uint)position }.ToByteArray()]);

    /// <summary>Whether this is what somebody has found under the key.</summary>
    public bool IsAt(ByteString found) => found.Span.StartsWith(Value.Span);
}
