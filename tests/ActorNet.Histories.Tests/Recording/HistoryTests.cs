using System.Text.Json;
using ActorNet.Addressing;
using ActorNet.Histories.Recording;
using ActorNet.Testing;

namespace ActorNet.Histories.Tests.Recording;

public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string Path => directory.Combine("history.jsonl");

    public void Dispose() => directory.Dispose();

    public static TheoryData<HistoryEvent> Kinds =>
    [
        new Invoked(1, "client", "node-1", "00ff", OperationVerb.Release, 7),
        new Succeeded(1, [Prefix.Parse("10.0.0.0/24"), Prefix.Parse("fd00::/64")], 7, TimeSpan.FromSeconds(6)) { SentAtNs = 5, MayArriveAgain = true },
        new Failed(1, "LEASE_NOT_FOUND") { MayArriveAgain = true },
        new Unknown(1, "DeadlineExceeded"),
        new HoldBegan("host-1", "node-1", 7, [Prefix.Parse("10.0.0.0/24")], 99),
        new HoldExtended("host-1", 100),
        new HoldEnded("host-1", "released"),
        new Watched("w", 3, WatchStep.Put, "node-1", [Prefix.Parse("10.0.0.0/24")], 7),
        new Watched("w", 3, WatchStep.Progress),
        new Observed("host-1", [Prefix.Parse("10.0.0.0/24")], 7),
        new PacketSent("host-1", "host-2", 4),
        new PacketReceived("host-1", "host-2", 4),
        new FaultBegan("kill", "host-1"),
        new FaultEnded("kill", "host-1"),
        new Recovered("kill", TimeSpan.FromSeconds(1.5)),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_recorded_is_in_the_file_at_once(HistoryEvent change)
    {
        using var history = History.Create(Path);

        var recorded = history.Record(change);

        Assert.Equal(Text(recorded), Text(Assert.Single(History.Read(Path))));
        Assert.IsType(change.GetType(), recorded);
        Assert.InRange(recorded.AtNs, 1, history.NowNs);
    }

    [Fact]
    public void A_stamp_from_elsewhere_is_kept_and_puts_the_event_in_its_place()
    {
        using var history = History.Create(Path);

        var second = history.Record(new HoldEnded("a", "lapsed"));
        var first = history.Record(new HoldEnded("b", "lapsed") { AtNs = second.AtNs - 1 });

        Assert.Equal([first, second], history.Events);
        Assert.Equal([first, second], History.Read(Path));
    }

    [Fact]
    public void A_torn_last_line_is_left_out()
    {
        using (var history = History.Create(Path))
        {
            history.Record(new HoldEnded("a", "lapsed"));
        }

        File.AppendAllText(Path, """{"kind":"hold-en""");

        Assert.Single(History.Read(Path));
    }

    [Fact]
    public void Many_threads_record_at_once()
    {
        using var history = History.Create(Path);

        Parallel.For(0, 1_000, _ => history.Record(new Unknown(history.NextOperation(), "nobody answered")));

        var read = History.Read(Path).Cast<Unknown>().ToList();
        Assert.Equal(1_000, read.Select(unknown => unknown.Operation).Distinct().Count());
        Assert.Equal(read, history.Events);
    }

    /// <summary>Lists of prefixes have no equality of their own.</summary>
    private static string Text(HistoryEvent change) => JsonSerializer.Serialize(change, HistoryJson.Default.HistoryEvent);
}
