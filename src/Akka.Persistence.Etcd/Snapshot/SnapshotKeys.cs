using System.Globalization;
using Akka.Etcd.Keys;
using Akka.Persistence.Etcd.Keys;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>Where snapshots are: a manifest each, and beside them the chunks of large ones.</summary>
/// <param name="prefix">What every key begins with.</param>
internal sealed class SnapshotKeys(string prefix)
{
    private const int SequenceNrDigits = 16;
    private const int UploadIdDigits = 32;
    private const int IndexDigits = 8;

    public ByteString Manifest(string persistenceId, long sequenceNr) => ByteString.CopyFromUtf8($"{Manifests(persistenceId)}{sequenceNr:x16}");

    /// <summary>The manifests of the sequence numbers from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public EtcdKeyRange Manifests(string persistenceId, long min, long max) => Between(Manifests(persistenceId), min, max);

    /// <summary>The chunks of all uploads of these sequence numbers.</summary>
    public EtcdKeyRange Chunks(string persistenceId, long min, long max) => Between(AllChunks(persistenceId), min, max);

    /// <summary>The chunks of one upload.</summary>
    public EtcdKeyRange Chunks(string persistenceId, long sequenceNr, string uploadId) =>
        EtcdKeyRange.WithPrefix($"{AllChunks(persistenceId)}{sequenceNr:x16}/{uploadId}/");

    public ByteString Chunk(string persistenceId, long sequenceNr, string uploadId, int index) =>
        ByteString.CopyFromUtf8($"{AllChunks(persistenceId)}{sequenceNr:x16}/{uploadId}/{index:x8}");

    /// <summary>The sequence number that a manifest's key ends with; null where somebody else wrote the key.</summary>
    public static long? SequenceNrOf(ByteString manifestKey)
    {
        var text = manifestKey.ToStringUtf8();
        return text.Length > SequenceNrDigits && text[^(SequenceNrDigits + 1)] == '/' ? ParseSequenceNr(text.AsSpan()[^SequenceNrDigits..]) : null;
    }

    /// <summary>Which upload a chunk belongs to; null where somebody else wrote the key.</summary>
    public static (long SequenceNr, string UploadId)? UploadOf(ByteString chunkKey)
    {
        var parts = chunkKey.ToStringUtf8().Split('/');
        return parts is [.., { Length: SequenceNrDigits } sequenceNr, { Length: UploadIdDigits } uploadId, { Length: IndexDigits }]
            && ParseSequenceNr(sequenceNr) is { } number
            ? (number, uploadId)
            : null;
    }

    private static long? ParseSequenceNr(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    /// <summary>Everything below <c>under</c> whose first part is a sequence number from min to max. <c>0</c> is the byte behind <c>/</c>.</summary>
    private static EtcdKeyRange Between(string under, long min, long max)
    {
        var start = ByteString.CopyFromUtf8($"{under}{Math.Max(min, 0):x16}");

        // The digits of a negative number come behind those of all others.
        return new EtcdKeyRange(start, max < 0 ? start : ByteString.CopyFromUtf8($"{under}{max:x16}0"));
    }

    private string Manifests(string persistenceId) => $"{prefix}s/{JournalKeys.Escape(persistenceId)}/";

    private string AllChunks(string persistenceId) => $"{prefix}c/{JournalKeys.Escape(persistenceId)}/";
}
