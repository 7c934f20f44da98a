using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Fence;

/// <summary>The benchmark <c>fence</c>: when the kernel stops forwarding what is not held any more, and whether holding it longer loses packets.</summary>
internal static class FenceCommand
{
    private const int Trials = 20;
    private const int Refreshes = 100;
    private const int RoughRefreshes = 20;
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(5);

    /// <summary>By how much the clocks that are compared may differ; only suspending the machine makes more of it.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(20);

    /// <summary>After the deadline it is watched for so long that nothing comes any more.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var command = new Command("fence", "how late forwarding stops when a lease ends and its agent is stopped or killed; packets lost by refreshes");
        command.SetAction((_, cancellation) => Interruption.GuardAsync(RunAsync, cancellation));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellation)
    {
        RequireOneClock();
        await using var scene = await FenceScene.StartAsync(TimeToLive);
        var (lost, sent) = await LoseByRefreshesAsync(scene, cancellation);
        var (lostRoughly, sentRoughly) = await LoseRoughlyAsync(scene, cancellation);

        var late = new List<double>();
        for (var trial = 0; trial < Trials; trial++)
            late.Add(await BeLateAsync(scene, isKilled: trial % 2 == 1, isFenced: true, cancellation));
        var withoutFence = await BeLateAsync(scene, isKilled: true, isFenced: false, cancellation);

        Report.Print(
        [
            new Figure("fence_late_ms_max", late, Limit.AtMost(100), $"{Trials} times, the agent stopped or killed; median {Report.Number(late.Order().ElementAt(Trials / 2))} ms", $"fence removed: still forwarding after {Report.Number(withoutFence)} ms") { Value = late.Max() },
            new Figure("refresh_lost_packets", [lost], Limit.AtMost(0), $"{Refreshes} refreshes, {sent:#,0} packets", $"{RoughRefreshes} refreshes by delete and add: {lostRoughly} of {sentRoughly:#,0}"),
        ]);
    }

    /// <summary>The agent's deadlines are on the boot clock, the stopwatch is the monotonic one.</summary>
    private static void RequireOneClock()
    {
        var boot = TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));
        if ((boot - Now()).Duration() > ClockTolerance)
            throw new InvalidOperationException($"this machine was suspended for {boot - Now()}: its boot clock and its monotonic clock differ; start it anew");
    }

    private static TimeSpan Now() => Stopwatch.GetElapsedTime(0);

    /// <summary>Packets lost while both agents refresh their fences, each time that their leases are renewed.</summary>
    private static async Task<(long Lost, long Sent)> LoseByRefreshesAsync(FenceScene scene, CancellationToken cancellation)
    {
        using var stream = new Stream(scene.Near, scene.Far);
        var deadlines = FenceScene.Nodes.ToDictionary(node => node, scene.ReadDeadline);
        for (var refreshes = 0; refreshes < Refreshes; await Task.Delay(Watch, cancellation))
        {
            foreach (var node in FenceScene.Nodes.Where(node => scene.ReadDeadline(node) != deadlines[node]))
            {
                deadlines[node] = scene.ReadDeadline(node);
                refreshes++;
            }
        }

        return (stream.Stop(), stream.Sent);
    }

    /// <summary>The same by hand and in two transactions each, with the agent stopped.</summary>
    private static async Task<(long Lost, long Sent)> LoseRoughlyAsync(FenceScene scene, CancellationToken cancellation)
    {
        await NextDeadlineAsync(scene, cancellation);
        await scene.Agent.PauseAsync();
        var element = $"{{ {scene.Near.Address[..scene.Near.Address.LastIndexOf('.')]}.0/24 }}";
        using var stream = new Stream(scene.Near, scene.Far);
        for (var refresh = 0; refresh < RoughRefreshes; refresh++)
        {
            await scene.Host.TryRunAsync("nft", "delete", "element", "inet", "actornet", "held4", element);
            await scene.Host.TryRunAsync("nft", "add", "element", "inet", "actornet", "held4", element);
        }

        var lost = stream.Stop();
        await scene.Agent.ResumeAsync();
        await scene.PassesAsync();
        return (lost, stream.Sent);
    }

    /// <summary>By how many milliseconds a packet that was sent after the deadline still arrived; negative: the last one was sent before it.</summary>
    private static async Task<double> BeLateAsync(FenceScene scene, bool isKilled, bool isFenced, CancellationToken cancellation)
    {
        var deadline = await NextDeadlineAsync(scene, cancellation);
        if (isKilled)
            await scene.Agent.KillAsync();
        else
            await scene.Agent.PauseAsync();
        if (!isFenced)
            await scene.Host.TryRunAsync("nft", "delete", "table", "inet", "actornet");
        if (scene.ReadDeadline() is var last && last != deadline)
            deadline = last; // it was renewed once more before it stood still

        using var stream = new Stream(scene.Near, scene.Far);
        while (Now() < deadline + Aftermath)
            await Task.Delay(Watch, cancellation);
        stream.Stop();
        if (isKilled)
            scene.RestartAgent();
        else
            await scene.Agent.ResumeAsync();
        await scene.PassesAsync();
        return (stream.LastArrived - deadline).TotalMilliseconds;
    }

    /// <summary>Waits until the agent has written down another deadline.</summary>
    private static async Task<TimeSpan> NextDeadlineAsync(FenceScene scene, CancellationToken cancellation)
    {
        var before = scene.ReadDeadline();
        while (scene.ReadDeadline() == before)
            await Task.Delay(Watch, cancellation);
        return scene.ReadDeadline();
    }
}
