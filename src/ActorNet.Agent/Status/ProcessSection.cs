using System.Collections.Immutable;
using ActorNet.Agent.Liveness;

namespace ActorNet.Agent.Status;

/// <summary>The process, and its loops.</summary>
/// <param name="Id">Its number.</param>
/// <param name="StartedAt">When it started, by the wall clock.</param>
/// <param name="ResidentBytes">How much of the machine's memory it takes.</param>
/// <param name="ProcessorSeconds">How much processor time it has taken.</param>
/// <param name="LoopSilenceSeconds">For each loop how long ago its last turn began.</param>
internal sealed record ProcessSection(
    int Id, DateTimeOffset StartedAt, long ResidentBytes, double ProcessorSeconds, ImmutableSortedDictionary<string, double> LoopSilenceSeconds) : IStatusSection
{
    private DateTimeOffset Now { get; init; }

    public static ProcessSection Of(DateTimeOffset startedAt, Heartbeats heartbeats, DateTimeOffset now) => new(
        Environment.ProcessId,
        startedAt,
        Environment.WorkingSet,
        Environment.CpuUsage.TotalTime.TotalSeconds,
        heartbeats.All.ToImmutableSortedDictionary(heartbeat => heartbeat.Loop, heartbeat => heartbeat.Silence.TotalSeconds, StringComparer.Ordinal)) { Now = now };

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("process", $"{Id} since {Wording.Since(StartedAt, Now)}, {ResidentBytes / 1e6:0.0} MB, {ProcessorSeconds:0.0} s of processor time"),
        ("loops", Wording.Join(LoopSilenceSeconds.Select(loop => $"{loop.Key} {loop.Value:0.0}s"))),
    ];

    public void Measure(MetricsText metrics)
    {
        foreach (var (loop, silence) in LoopSilenceSeconds)
            metrics.Gauge("actornet_agent_loop_silence_seconds", "How long ago the last turn of a loop began.", silence, ("loop", loop));
        metrics.Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", StartedAt.ToUnixTimeMilliseconds() / 1e3);
        metrics.Gauge("process_resident_memory_bytes", "How much of the machine's memory the process takes.", ResidentBytes);
        metrics.Counter("process_cpu_seconds_total", "How much processor time the process has taken.", ProcessorSeconds);
    }
}
