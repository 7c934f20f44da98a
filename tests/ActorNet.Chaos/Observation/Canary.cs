using System.Diagnostics;

namespace ActorNet.Chaos.Observation;

/// <summary>A timer of 10 ms that notices when the machine itself stalls: times that were measured meanwhile say nothing, what was safe or not still does.</summary>
internal sealed class Canary : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;
    private int stalls;

    public Canary() => watching = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>How often the machine stalled for more than half a second.</summary>
    public int Stalls => Volatile.Read(ref stalls);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        stopping.Dispose();
    }

    private void Watch()
    {
        var before = Stopwatch.GetTimestamp();
        while (!stopping.Token.WaitHandle.WaitOne(Tick))
        {
            var now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(before, now) > Stall)
            {
                Interlocked.Increment(ref stalls);
            }

            before = now;
        }
    }
}
