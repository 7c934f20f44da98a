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
}
