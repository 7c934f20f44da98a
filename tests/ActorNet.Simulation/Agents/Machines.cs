using ActorNet.Allocation.Identity;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Agents;

/// <summary>All machines: one for each node to begin with, and others that say that they are one of them.</summary>
internal sealed class Machines
{
    private const int MostDoubles = 3;

    private readonly World world;
    private readonly List<Machine> all = [];
    private readonly List<Machine> doubles = [];

    public Machines(World world) => this.world = world;

    public IReadOnlyList<Machine> All => all;

    /// <summary>The first machines of their nodes.</summary>
    public IReadOnlyList<Machine> Originals { get; private set; } = [];

    /// <summary>Whether every node's machine runs that ever will: none is kept off by an operator who waits for an answer.</summary>
    public bool AllRun => Originals.All(machine => machine.IsOn || machine.IsRetired);

    public void Start()
    {
        var chance = world.Chances.Of("machines");
        foreach (var pool in world.Mix.Pools)
        {
            for (var number = 1; number <= world.Mix.Nodes; number++)
            {
                var prefix = pool == world.Mix.Pools[0] ? "node" : "late";
                all.Add(new Machine(world, $"{prefix}-{number}", new NodeId($"{prefix}-{number}"), pool));
            }
        }

        Originals = [.. all];
        foreach (var machine in Originals)
        {
            world.Queue.Put(world.Now + chance.Between(TimeSpan.Zero, world.Mix.Unit), process: null, machine.StartAgent);
        }
    }

    /// <summary>Another machine with the node id of one; null where there are enough of them.</summary>
    public Machine? Double(Machine of)
    {
        if (doubles.Count == MostDoubles)
        {
            return null;
        }

        var machine = new Machine(world, $"{of.Node}-double-{doubles.Count + 1}", of.Node, of.Pool);
        all.Add(machine);
        doubles.Add(machine);
        return machine;
    }

    /// <summary>From now on each node is one machine, and all of them run.</summary>
    public void Settle()
    {
        foreach (var machine in doubles)
        {
            machine.Retire();
        }

        foreach (var machine in Originals)
        {
            machine.PowerOn();
            if (machine.Agent is { IsPaused: true })
            {
                machine.KillAgent();
            }

            machine.StartAgent();
        }
    }
}
