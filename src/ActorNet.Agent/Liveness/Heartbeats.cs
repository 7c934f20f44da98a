using System.Collections.Immutable;

namespace ActorNet.Agent.Liveness;

/// <summary>The heartbeats of all loops: the agent lives while every one of them turns.</summary>
internal sealed class Heartbeats(TimeProvider clock)
{
    private ImmutableArray<Heartbeat> _all = [];

    /// <summary>All of them, in the order in which they were added. For any thread.</summary>
    public ImmutableArray<Heartbeat> All => ImmutableInterlocked.InterlockedCompareExchange(ref _all, default, default);

    /// <summary>The names of the loops that hang.</summary>
    public IEnumerable<string> Stuck => All.Where(heartbeat => heartbeat.IsStuck).Select(heartbeat => heartbeat.Loop);

    /// <summary>Adds a loop, which counts as alive from now on for as long as its patience lasts.</summary>
    /// <param name="loop">Its name, for operators.</param>
    /// <param name="patience">The longest that one of its turns may take, waiting included.</param>
    public Heartbeat Add(string loop, TimeSpan patience)
    {
        var heartbeat = new Heartbeat(loop, patience, clock);
        ImmutableInterlocked.Update(ref _all, (all, added) => all.Add(added), heartbeat);
        return heartbeat;
    }
}
