using System.Diagnostics;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Agent;

/// <summary>What the agent takes of a machine that does nothing, in a pool with a thousand other nodes: memory, processor time, and its binary on the disk.</summary>
internal static class Residence
{
    private const int Nodes = 1000;
    private const int Rounds = 3;

    /// <summary>By then it has started, and given back what that took.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        await using var machine = await CoordinatedMachine.StartAsync(Nodes, cancellation);
        var (resident, busy) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (agent, _) = await machine.StartAgentAsync(cancellation);
            await machine.HasRoutesAsync(Nodes, cancellation);
            await Task.Delay(Settling, cancellation);
            var before = ProcessorTime(agent);
            var begin = Stopwatch.GetTimestamp();
            await Task.Delay(Idle, cancellation);
            busy.Add((ProcessorTime(agent) - before) / Stopwatch.GetElapsedTime(begin) * 100);
            resident.Add(CoordinatedMachine.ResidentBytes(agent) / 1e6);
            await machine.EndAgentAsync(agent);
        }

        return
        [
            new Figure("rss_mb_1000", resident, Limit.AtMost(25), "VmRSS, host-gw", "flanneld 22–36 MB (performance.md)"),
            new Figure("idle_cpu_percent", busy, Limit.AtMost(0.1), $"of one processor, over {Idle.TotalSeconds} s", "") { IsSummarised = false },
            new Figure("binary_mb", [new FileInfo(Programs.Agent).Length / 1e6], Limit.AtMost(25), Path.GetFileName(Path.GetDirectoryName(Programs.Agent)!), ""),
        ];
    }

    private static TimeSpan ProcessorTime(RunningProgram agent)
    {
        using var process = Process.GetProcessById(agent.Id);
        return process.TotalProcessorTime;
    }
}
