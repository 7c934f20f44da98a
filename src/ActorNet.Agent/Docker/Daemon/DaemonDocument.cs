using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorNet.Agent.Docker.Daemon;

/// <summary>
/// Docker's configuration file as the bytes that it has. A change replaces, adds or removes one member of the outermost object; every other byte stays as somebody wrote it. A member that was added
/// and is removed again leaves the bytes that were there before.
/// </summary>
internal sealed class DaemonDocument
{
    private const int MostDepth = 64;

    private readonly byte[] _bytes;
    private readonly ImmutableArray<Member> _members;
    private readonly int _open;

    private DaemonDocument(byte[] bytes, ImmutableArray<Member> members, int open) => (_bytes, _members, _open) = (bytes, members, open);

    /// <summary>A file with nothing in it.</summary>
    public static DaemonDocument Empty => Parse("{}\n"u8.ToArray());

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public bool IsEmpty => _members.IsEmpty;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Reads it as strictly as Docker does, and a little more so: what is there twice could be changed in one place only.</summary>
    /// <exception cref="DaemonFileException">It is not one JSON object in UTF-8 with each key once.</exception>
    public static DaemonDocument Parse(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(ByteOrderMark))
            throw new DaemonFileException("it starts with a byte order mark, which Docker does not read; save it without");
        if (!Utf8.IsValid(bytes))
            throw new DaemonFileException($"byte {FirstInvalid(bytes)} is not UTF-8; write the file in UTF-8");

        try
        {
            return Read(bytes);
        }
        catch (JsonException exception)
        {
            var place = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine})" : "";
            throw new DaemonFileException($"it is not JSON{place}: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new DaemonFileException($"a key is not Unicode: {exception.Message}", exception); // half of a surrogate pair, escaped
        }
    }

    /// <summary>The value of a key as it is written; null: it is not there.</summary>
    public string? Raw(string key) => Find(key) is { } index ? Encoding.UTF8.GetString(_bytes.AsSpan(_members[index].ValueStart.._members[index].ValueEnd)) : null;

    /// <summary>The value of a key as JSON; null: it is not there.</summary>
    public JsonElement? Value(string key)
    {
        if (Raw(key) is not { } raw)
            return null;

        using var document = JsonDocument.Parse(raw);
        return document.RootElement.Clone();
    }

    /// <summary>A text; null if the key is not there or has something else.</summary>
    public string? Text(string key) => Value(key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public bool IsTrue(string key) => Value(key) is { ValueKind: JsonValueKind.True };

    /// <summary>Whether the key has this value, however it is written.</summary>
    public bool Has(string key, string? raw) => Raw(key) is var present && (present is null || raw is null ? present == raw : present == raw || AreEqual(present, raw));

    /// <summary>The document with a key set to a value, given as JSON, or without it where that is null.</summary>
    public DaemonDocument With(string key, string? raw) => (Find(key), raw) switch
    {
        (null, null) => this,
        (null, not null) => Add(key, raw),
        ({ } index, null) => Remove(index),
        ({ } index, not null) => Replace(_members[index].ValueStart, _members[index].ValueEnd, raw),
    };

    private static DaemonDocument Read(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new DaemonFileException("it is not a JSON object; Docker reads one, {} for no options");

        var open = (int)reader.BytesConsumed;
        var members = ImmutableArray.CreateBuilder<Member>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keyStart = (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw new DaemonFileException($"it has the key '{name}' twice; leave one");

            var keyEnd = keyStart + reader.ValueSpan.Length + 2; // with its quotes
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(new Member(name, keyStart, keyEnd, valueStart, (int)reader.BytesConsumed));
        }

        reader.Read(); // what comes after the object is an error
        return new DaemonDocument(bytes, members.ToImmutable(), open);
    }

    private DaemonDocument Add(string key, string raw)
    {
        if (_members.IsEmpty)
            return Replace(_open, _open, $"\n  \"{key}\": {raw}\n");

        var last = _members[^1];
        var before = _members.Length > 1 ? After(_members[^2].ValueEnd, last.KeyStart) : Slice(_open, last.KeyStart);
        return Replace(last.ValueEnd, last.ValueEnd, $",{before}\"{key}\"{Slice(last.KeyEnd, last.ValueStart)}{raw}");
    }

    private DaemonDocument Remove(int index)
    {
        var member = _members[index];
        if (index > 0)
            return Replace(_members[index - 1].ValueEnd, member.ValueEnd, "");
        if (_members.Length > 1)
            return Replace(member.KeyStart, _members[1].KeyStart, "");

        var isLine = _bytes[_open] == '\n' && member.ValueEnd < _bytes.Length && _bytes[member.ValueEnd] == '\n';
        return Replace(_open, isLine ? member.ValueEnd + 1 : member.ValueEnd, "");
    }

    private DaemonDocument Replace(int start, int end, string text) => Parse([.. _bytes.AsSpan(0, start), .. Encoding.UTF8.GetBytes(text), .. _bytes.AsSpan(end)]);

    private string Slice(int start, int end) => Encoding.UTF8.GetString(_bytes.AsSpan(start..end));

    /// <summary>The white space behind the comma between two members.</summary>
    private string After(int start, int end) => Slice(start, end) is var between ? between[(between.IndexOf(',') + 1)..] : "";

    private int? Find(string key)
    {
        for (var index = 0; index < _members.Length; index++)
        {
            if (_members[index].Name == key)
                return index;
        }

        return null;
    }

    private static bool AreEqual(string one, string other)
    {
        using var a = JsonDocument.Parse(one);
        using var b = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(a.RootElement, b.RootElement);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length && Rune.DecodeFromUtf8(bytes[position..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
            position += consumed;
        return position;
    }

    private readonly record struct Member(string Name, int KeyStart, int KeyEnd, int ValueStart, int ValueEnd);
}
