using System.Buffers;
using System.Text.Json;

namespace ActorNet.Histories.Recording;

/// <summary>
/// What happened, by one clock. Each event is in the file before <see cref="Record"/> returns, so that it survives whatever its recorder is about to
/// do or have done to it. Any number of threads record at a time.
/// </summary>
public sealed class History : IDisposable
{
    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly List<HistoryEvent> events = [];
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly FileStream? file;
    private long operations;

    /// <summary>A history in memory only.</summary>
    /// <param name="time">The clock; the machine's monotonic one where none is given.</param>
    public History(TimeProvider? time = null) => this.time = time ?? TimeProvider.System;

    private History(string path, TimeProvider? time)
        : this(time) => file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>The clock, in nanoseconds: on Linux that of CLOCK_MONOTONIC, which all processes of a machine share.</summary>
    public long NowNs => ToNs(time.GetTimestamp());

    /// <summary>All events up to now in the order of their stamps; those with the same stamp as they were recorded.</summary>
    public IReadOnlyList<HistoryEvent> Events
    {
        get
        {
            lock (gate)
            {
                return InOrder(events);
            }
        }
    }

    /// <summary>A new history in a new file.</summary>
    /// <exception cref="IOException">There is such a file, or it cannot be made.</exception>
    public static History Create(string path, TimeProvider? time = null) => new(path, time);

    /// <summary>Reads a history back. Nothing can be recorded into it.</summary>
    /// <exception cref="JsonException">A line is not an event; the last one may be torn, and is left out.</exception>
    public static IReadOnlyList<HistoryEvent> Read(string path)
    {
        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return InOrder(whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, HistoryJson.Default.HistoryEvent)!));
    }

    /// <summary>A number for the next operation.</summary>
    public long NextOperation() => Interlocked.Increment(ref operations);

    /// <summary>Writes an event down, stamped with this moment if it has no stamp yet, and gives it back with its stamp.</summary>
    public T Record<T>(T change)
        where T : HistoryEvent
    {
        lock (gate)
        {
            var stamped = change.AtNs == 0 ? change with { AtNs = NowNs } : change;
            events.Add(stamped);
            Write(stamped);
            return stamped;
        }
    }

    /// <summary>A timestamp of the clock (<see cref="TimeProvider.GetTimestamp"/>) as a stamp.</summary>
    public long ToNs(long timestamp) => (long)((Int128)timestamp * 1_000_000_000 / time.TimestampFrequency);

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private static List<HistoryEvent> InOrder(IEnumerable<HistoryEvent> recorded) => [.. recorded.OrderBy(change => change.AtNs)];

    private void Write(HistoryEvent change)
    {
        if (file is null)
        {
            return;
        }

        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line))
        {
            JsonSerializer.Serialize(json, change, HistoryJson.Default.HistoryEvent);
        }

        line.Write(EndOfLine);
        file.Write(line.WrittenSpan);
    }
}
