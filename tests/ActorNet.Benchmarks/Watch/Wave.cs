using System.Diagnostics;
using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Watching;

namespace ActorNet.Benchmarks.Watch;

/// <summary>One change at a time, on its way to all watchers.</summary>
/// <param name="watchers">How many.</param>
internal sealed class Wave(int watchers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private volatile Change? underWay;

    /// <summary>Makes a change and waits until every watcher has it.</summary>
    public async Task<WaveTimes> RunAsync(Connections connections, int round)
    {
        var node = new Node($"node-{round}");
        var change = new Change(Observation.KeyOf(node.Id), watchers);
        underWay = change;
        var begin = Stopwatch.GetTimestamp();
        await connections[round & int.MaxValue].AcquireLeaseAsync(node.Acquire());
        var answered = Stopwatch.GetElapsedTime(begin);
        var last = await change.Arrived.Task.WaitAsync(Patience);
        return new WaveTimes(answered, Stopwatch.GetElapsedTime(begin, last));
    }

    /// <summary>One watcher got something.</summary>
    public void Observe(Observation observation)
    {
        if (underWay is { } change && observation.Changes.Any(lease => lease.Node == change.Node))
        {
            change.Count();
        }
    }

    private sealed class Change(ulong node, int watchers)
    {
        private int missing = watchers;

        public ulong Node => node;

        /// <summary>The time stamp of the last arrival.</summary>
        public TaskCompletionSource<long> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Count()
        {
            if (Interlocked.Decrement(ref missing) == 0)
            {
                Arrived.SetResult(Stopwatch.GetTimestamp());
            }
        }
    }
}
