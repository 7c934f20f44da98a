using System.Buffers;
using System.Globalization;
using System.Text;
using Akka.Etcd.Keys;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Keys;

/// <summary>
/// The keys of the journal below a prefix. <c>e/[persistence id]/[sequence number]</c> holds the atomic write that ends with that number, and
/// <c>d/[persistence id]</c> up to which number events are deleted. Numbers are 16 hexadecimal digits, so that byte order is their order.
/// </summary>
/// <param name="prefix">What all keys begin with.</param>
internal sealed class JournalKeys(string prefix)
{
    private const int Digits = 16;

    /// <summary>Two ids that are not well-formed must not become the same key.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What separates, what escapes, and what no terminal shows.</summary>
    private static readonly SearchValues<char> Reserved = SearchValues.Create(['%', '/', '\x7f', .. Enumerable.Range(0, ' ').Select(code => (char)code)]);

    private readonly string events = $"{prefix}e/";
    private readonly string deletions = $"{prefix}d/";

    /// <summary>All events of all persistence ids.</summary>
    public EtcdKeyRange AllEvents => EtcdKeyRange.WithPrefix(events);

    /// <summary>All markers of deletion.</summary>
    public EtcdKeyRange AllDeletions => EtcdKeyRange.WithPrefix(deletions);

    /// <summary>A key that never exists.</summary>
    public ByteString Nothing { get; } = ByteString.CopyFromUtf8($"{prefix}nothing");

    /// <summary>The atomic write that ends with a sequence number.</summary>
    /// <exception cref="ArgumentException">The persistence id is not well-formed UTF-16.</exception>
    public ByteString Event(string persistenceId, long sequenceNr) =>
        Key(string.Create(CultureInfo.InvariantCulture, $"{events}{Escape(persistenceId)}/{sequenceNr:x16}"));

    /// <summary>All atomic writes of a persistence id that end with a sequence number or a later one.</summary>
    public EtcdKeyRange EventsFrom(string persistenceId, long sequenceNr) => new(Event(persistenceId, sequenceNr), EndOf(persistenceId));

    /// <summary>All atomic writes of a persistence id that end within two sequence numbers, the first inclusive and the second exclusive.</summary>
    public EtcdKeyRange EventsWithin(string persistenceId, long from, long to) => new(Event(persistenceId, from), Event(persistenceId, to));

    /// <summary>Up to where a persistence id is deleted.</summary>
    public ByteString DeletedTo(string persistenceId) => Key(deletions + Escape(persistenceId));

    /// <summary>Whose write a key of <see cref="AllEvents"/> holds, and the last sequence number of it.</summary>
    public (string PersistenceId, long SequenceNr) ParseEvent(ByteString key)
    {
        var text = key.ToStringUtf8().AsSpan(events.Length);
        var number = long.Parse(text[^Digits..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (Uri.UnescapeDataString(text[..^(Digits + 1)]), number);
    }

    /// <summary>Whose deletion a key of <see cref="AllDeletions"/> marks.</summary>
    public string ParseDeletion(ByteString key) => Uri.UnescapeDataString(key.ToStringUtf8().AsSpan(deletions.Length));

    /// <summary>An id as one segment of a path: no id is the beginning of another one.</summary>
    public static string Escape(string persistenceId)
    {
        if (!persistenceId.AsSpan().ContainsAny(Reserved))
        {
            return persistenceId;
        }

        var escaped = new StringBuilder(persistenceId.Length + 8);
        foreach (var c in persistenceId)
        {
            _ = Reserved.Contains(c) ? escaped.Append(Uri.HexEscape(c)) : escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>'0' comes behind '/': the first key that is not of this id.</summary>
    private ByteString EndOf(string persistenceId) => Key($"{events}{Escape(persistenceId)}0");

    private static ByteString Key(string text) => UnsafeByteOperations.UnsafeWrap(Utf8.GetBytes(text));
}
