using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>Tells a snapshot that is as it was saved from one that is not.</summary>
internal static class SnapshotHash
{
    private const int HeaderBytes = (3 * sizeof(long)) + sizeof(int);

    /// <summary>XxHash128 over what the manifest says of the content (little-endian integers, UTF-8), and the content.</summary>
    public static byte[] Of(SnapshotManifest manifest, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt64LittleEndian(header, manifest.SequenceNr);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], manifest.TimestampTicks);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], manifest.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], manifest.SerializerId);

        var hash = new XxHash128();
        hash.Append(header);
        hash.Append(Encoding.UTF8.GetBytes(manifest.SerializerManifest));
        hash.Append(content);
        return hash.GetHashAndReset();
    }
}
