using ActorNet.Agent.State;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Agents;

/// <summary>A state file and the agent's memory of it, as <c>StateKeeper</c> has them: one save at a time, of many that wait the last.</summary>
internal sealed class Disk(World world, string machine, AgentState initial)
{
    private readonly Chance chance = world.Chances.Of("disk", machine);
    private readonly List<Action<bool>> waiting = [];
    private AgentState? saving;
    private int session;

    /// <summary>What is on the platter: what a restart finds.</summary>
    public AgentState Durable { get; private set; } = initial;

    /// <summary>What the agent knows that it is, or will be.</summary>
    public AgentState Current { get; private set; } = initial;

    /// <summary>Changes the state; says when it is on the platter, or that it is not.</summary>
    public void Save(Func<AgentState, AgentState> change, Action<bool>? saved = null)
    {
        Current = change(Current);
        if (saved is not null)
        {
            waiting.Add(saved);
        }

        if (saving is null)
        {
            Begin();
        }
    }

    /// <summary>The agent dies: what was being saved is there or not, and what waited is not.</summary>
    public void Crash()
    {
        if (saving is not null && chance.Happens(0.5))
        {
            Durable = saving;
        }

        Forget();
    }

    /// <summary>Everything on it is replaced.</summary>
    public void Replace(AgentState state)
    {
        Durable = state;
        Forget();
    }

    private void Forget()
    {
        session++;
        saving = null;
        waiting.Clear();
        Current = Durable;
    }

    private void Begin()
    {
        var (began, told) = (session, waiting.ToArray());
        saving = Current;
        waiting.Clear();
        var isRefused = chance.Happens(0.05 * world.Strength(Fault.DiskFailure));
        var time = TimeSpan.FromMilliseconds(chance.Between(1, 30)) * (chance.Happens(0.02 * world.Strength(Fault.DiskFailure)) ? 100 : 1);
        world.Queue.Put(world.Now + time, process: null, () =>
        {
            if (began == session)
            {
                End(told, isRefused);
            }
        });
    }

    private void End(Action<bool>[] told, bool isRefused)
    {
        var saved = saving!;
        Durable = isRefused ? Durable : saved;
        saving = null;
        foreach (var tell in told)
        {
            tell(!isRefused);
        }

        if (saving is null && (waiting.Count > 0 || (Current != Durable && !isRefused)))
        {
            Begin();
        }
    }
}
