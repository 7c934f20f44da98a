using System.Diagnostics.Metrics;
using ActorNet.Coordinator.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorNet.Coordinator.Tests.Audit;

public sealed class FindingLogTests : IDisposable
{
    private static readonly CheckResult Silence = new(CheckNames.Shards, 1, [], [new Finding(AuditCodes.ShardSilent, "a shard is silent", "look")]);

    private readonly Lines lines = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FindingLog log;

    public FindingLogTests() => log = new FindingLog(lines);

    public void Dispose() => services.Dispose();

    [Fact]
    public void What_turns_up_is_logged_once_and_once_more_when_it_is_over()
    {
        log.Take([Found("node-1", "3 routes")]);
        log.Take([Found("node-1", "2 routes")]);
        log.Take([]);
        log.Take([]);

        Assert.Equal([(LogLevel.Error, 220), (LogLevel.Information, 221)], lines.All);
    }

    [Fact]
    public void What_could_not_be_looked_at_is_not_over()
    {
        log.Take([Found("node-1", "3 routes")]);
        log.Take([Silence]);
        log.Take([Found("node-1", "3 routes"), Found("node-2", "1 route")]);

        Assert.Equal([(LogLevel.Error, 220), (LogLevel.Error, 220)], lines.All);
    }

    [Fact]
    public async Task Every_code_is_measured_also_while_all_is_well()
    {
        log.Take([Found("node-1", "3 routes"), Found("node-2", "1 route"), Silence]);
        var factory = services.GetRequiredService<IMeterFactory>();
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => seen.Add((string)tags[0].Value!, value));
        listener.Start();

        await new AuditMetrics(factory, log).StartAsync(TestContext.Current.CancellationToken);
        listener.RecordObservableInstruments();

        Assert.Equal(AuditCodes.Findings.Concat(AuditCodes.Unknowns).Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((2, 1, 0), (seen[AuditCodes.RoutesWrong], seen[AuditCodes.ShardSilent], seen[AuditCodes.LeasesOverlap]));
    }

    private static CheckResult Found(string node, string what) => CheckResult.Of(
        CheckNames.Agents,
        1,
        [new Finding(AuditCodes.RoutesWrong, what, "look") { Metadata = new Dictionary<string, string> { ["node"] = node } }]);

    private sealed class Lines : ILogger<FindingLog>
    {
        public List<(LogLevel Level, int Event)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((logLevel, eventId.Id));
    }
}
