using ActorNet.Chaos.Lab;
using ActorNet.Histories.Recording;

namespace ActorNet.Chaos.Observation;

/// <summary>
/// Looks at every node ten times a second: at what its agent has saved, and at what its kernel uses.
/// <para>
/// Why no overlap can be made up: a belief begins in the history when it was found on the disk, where an agent puts it before it acts on it, and it ends with the
/// deadline that was found, which the agent only moves forward, or at the last look that still found it; a kernel's use lasts from the first to the
/// last look in a row. Both are parts of what really was. Why none can hide: an agent may believe for longer than its file says only while its
/// disk lags or refuses, and does nothing with that belief but to leave the fence open, which the kernel shows. What is shorter than the
/// time between two looks is missed at its edges; but a rule that is broken lets two nodes overlap for as long as a lease or a pause lasts.
/// </para>
/// <para>
/// A kernel uses what docker0 has, what there is a way to other hosts for, and what the fence lets through: that ends at the agent's own deadline, also where the agent is dead or stands still.
/// </para>
/// </summary>
internal sealed class AgentObserver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ChaosLab lab;
    private readonly History history;
    private readonly Dictionary<Node, ObservedNode> observed = [];
    /// <summary>Whoever waits for it must not go on in this thread, which is in another namespace.</summary>
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isStopping;

    public AgentObserver(ChaosLab lab, History history)
    {
        (this.lab, this.history) = (lab, history);
        new Thread(Observe) { IsBackground = true, Name = "observer" }.Start();
    }

    public async ValueTask DisposeAsync()
    {
        isStopping = true;
        await ended.Task;
    }

    private void Observe()
    {
        try
        {
            while (!isStopping)
            {
                LookAtAll(lab.Nodes);

                Thread.Sleep(Pause); // The thread is in a namespace of its own, and cannot go back to the pool.
            }

            foreach (var node in observed.Values)
            {
                node.Dispose();
            }

            ended.SetResult();
        }
        catch (Exception exception)
        {
            ended.SetException(exception);
        }
    }

    private void LookAtAll(IReadOnlyList<Node> nodes)
    {
        foreach (var gone in observed.Keys.Except(nodes).ToList())
        {
            observed.Remove(gone, out var known);
            known!.SwitchOff();
            known.Dispose();
        }

        foreach (var node in nodes)
        {
            LookAt(node);
        }
    }

    private void LookAt(Node node)
    {
        if (!observed.TryGetValue(node, out var known))
        {
            observed[node] = known = new ObservedNode(node, history);
        }

        known.Look();
    }
}
