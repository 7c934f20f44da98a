using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Agent;

/// <summary>How long a new node's agent takes from its start to its subnet file, with a coordinator that runs.</summary>
internal static class Starting
{
    private const int WarmUps = 3;
    private const int Starts = 30;

    public static async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        await using var machine = await CoordinatedMachine.StartAsync(nodes: 0, cancellation);
        var times = new List<double>(Starts);
        for (var start = -WarmUps; start < Starts; start++)
        {
            var (agent, time) = await machine.StartAgentAsync(cancellation);
            if (start >= 0)
            {
                times.Add(time.TotalMilliseconds);
            }

            await machine.EndAgentAsync(agent);
        }

        return new Figure("start_ms_p50", times, Limit.AtMost(100), $"{Starts} starts, ip netns exec included", "flanneld 274–303 ms (performance.md)");
    }
}
