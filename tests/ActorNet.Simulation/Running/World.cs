using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Invariants;
using ActorNet.Simulation.Network;
using ActorNet.Simulation.Operators;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Running;

/// <summary>One seed's world: everything in it, one thing happening after the other.</summary>
internal sealed class World
{
    private const int MostRounds = 12;

    /// <summary>Many times what most seeds take; and those in which leases live for minutes last for hours.</summary>
    private const long MostSteps = 1_000_000;
    private const long MostStepsASecond = 500;
    private static readonly TimeSpan ViewsFollowWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SlowestMessage = TimeSpan.FromSeconds(30);

    public World(Plan plan, bool isTraced)
    {
        Trace = isTraced ? new Trace(Queue) : null;
        Chances = new ChanceSource(plan.Seed);
        Mix = new Mix(Chances, plan);
        Links = new Links(this);
        Ledger = new Ledger(this);
        Rules = new InvariantSet(Ledger);
        Store = new Etcd(this);
        Machines = new Machines(this);
        Owners = new OwnerNetwork(this);
        Views = new ViewNetwork(this);
    }

    public EventQueue Queue { get; } = new();

    public Trace? Trace { get; }

    public ChanceSource Chances { get; }

    public Mix Mix { get; }

    public Links Links { get; }

    public Ledger Ledger { get; }

    public InvariantSet Rules { get; }

    public Etcd Store { get; }

    public OwnerNetwork Owners { get; }

    public Machines Machines { get; }

    public ViewNetwork Views { get; }

    public TimeSpan Now => Queue.Now;

    /// <summary>Since when nothing goes wrong any more; null while it does.</summary>
    public TimeSpan? HealedAt { get; private set; }

    /// <summary>How strong a kind of trouble is at the moment.</summary>
    public double Strength(Fault fault) => HealedAt is not null ? 0 : Mix[fault];

    /// <summary>A clock of its own for whoever starts now; the extremes are as likely as all that is between them.</summary>
    public DriftingClock NewClock(string owner)
    {
        var chance = Chances.Of("clock", owner);
        var error = chance.Below(3) switch { 0 => -DriftingClock.Rho, 1 => DriftingClock.Rho, _ => DriftingClock.Rho * ((2 * chance.Fraction()) - 1) };
        return new DriftingClock(Mix[Fault.Drift] > 0 ? 1 + error : 1, Now);
    }

    /// <summary>From the beginning to the end.</summary>
    /// <exception cref="Violation">A rule is broken.</exception>
    public void Run()
    {
        new PoolMaker(this).Start();
        new PoolChanger(this).Start();
        Machines.Start();
        Views.Start();
        new OwnerFaults(this).Start();
        new MachineFaults(this).Start();
        new PathFaults(this).Start();
        var reserver = new Reserver(this);
        reserver.Start();
        RunUntil(Mix.Chaos);
        Heal();
        reserver.Settle();
        Settle();
        Rules.OnSettled(Machines.All);
        RunUntil(Now + Mix.Unit);
        for (var round = 0; round < MostRounds && Now < Store.LastWriteAt + ViewsFollowWithin; round++)
        {
            RunUntil(Store.LastWriteAt + ViewsFollowWithin);
        }

        Rules.OnEnd(Machines.All, Views.Replicas, Views.Watchers, Views.Gossip);
    }

    /// <summary>The slowest messages arrive; then leases of the dead expire, some of them late because shards stood still (S6), and others have their turn.</summary>
    private void Settle()
    {
        RunUntil(Now + SlowestMessage);
        for (var round = 0; round < MostRounds && !IsSettled; round++)
        {
            RunUntil(Now + Mix.TimeToLive + Mix.Pools[0].Timing.Grace);
        }
    }

    private bool IsSettled =>
        Machines.AllRun && I20EverybodyIsServed.Unserved(Machines.All, Ledger).IsEmpty && MovesInOrder.Unmoved(Machines.All, Ledger).IsEmpty
        && FurtherInOrder.Unmet(Machines.All, Ledger).IsEmpty;

    private void RunUntil(TimeSpan end)
    {
        while (Queue.HappenNext(end))
        {
            if (Queue.Happened > MostSteps + (MostStepsASecond * Now.TotalSeconds))
            {
                throw new Violation("I20", "so much happens that time hardly moves on", []);
            }
        }
    }

    /// <summary>From now on nothing goes wrong any more.</summary>
    private void Heal()
    {
        HealedAt = Now;
        Trace?.Note("world", "is healed");
        foreach (var link in Links.All)
        {
            link.Mend();
        }

        Owners.Coordinator.Settle();
        foreach (var shard in Owners.AllShards)
        {
            shard.Settle();
        }

        Machines.Settle();
    }
}
