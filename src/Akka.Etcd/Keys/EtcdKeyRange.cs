using Google.Protobuf;

namespace Akka.Etcd.Keys;

/// <summary>A half-open interval of keys in byte order, as etcd's API takes it (<c>key</c>, <c>range_end</c>).</summary>
/// <param name="Start">The first key.</param>
/// <param name="End">The key behind the last; the single byte 0: no end.</param>
public readonly record struct EtcdKeyRange(ByteString Start, ByteString End)
{
    private static readonly ByteString NoEnd = ByteString.CopyFrom(0);

    /// <summary>All keys that begin with a prefix; all keys where it is empty.</summary>
    public static EtcdKeyRange WithPrefix(string prefix) => WithPrefix(ByteString.CopyFromUtf8(prefix));

    /// <inheritdoc cref="WithPrefix(string)"/>
    public static EtcdKeyRange WithPrefix(ByteString prefix) => new(prefix.IsEmpty ? NoEnd : prefix, After(prefix));

    /// <summary>The first key behind all that begin with a prefix.</summary>
    private static ByteString After(ByteString prefix)
    {
        var end = prefix.Span;
        while (!end.IsEmpty && end[^1] == byte.MaxValue)
        {
            end = end[..^1];
        }

        if (end.IsEmpty)
        {
            return NoEnd;
        }

        var next = end.ToArray();
        next[^1]++;
        return UnsafeByteOperations.UnsafeWrap(next);
    }
}
