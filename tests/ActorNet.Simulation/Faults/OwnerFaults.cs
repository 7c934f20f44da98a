using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Faults;

/// <summary>What happens to shards and to the coordinator.</summary>
internal sealed class OwnerFaults(World world)
{
    /// <summary>The coordinator is one of several owners; it is hit as often as a shard.</summary>
    private int Owners => world.Owners.AllShards.Count + 1;

    public void Start()
    {
        new FaultSource(world, Fault.OwnerCrash, 1, chance => Strike(chance, crash: true)).Start();
        new FaultSource(world, Fault.OwnerPause, 1, chance => Strike(chance, crash: false)).Start();
        new FaultSource(world, Fault.TakeOver, 1.5, TakeOver).Start();
    }

    private void Strike(Chance chance, bool crash)
    {
        var which = chance.Below(Owners);
        var isShortPause = chance.Happens(0.5);
        var pause = world.Mix.TimeToLive * (chance.Fraction() * (isShortPause ? 0.3 : 3));
        if (which == 0)
        {
            Strike(world.Owners.Coordinator.Route(), crash, pause, incarnation => incarnation.Crash());
        }
        else
        {
            Strike(world.Owners.AllShards.ElementAt(which - 1).Route(), crash, pause, incarnation => incarnation.Crash());
        }
    }

    private void Strike<T>(T? incarnation, bool crash, TimeSpan pause, Action<T> kill)
        where T : SimulatedProcess
    {
        if (incarnation is null)
        {
            return;
        }

        world.Trace?.Note(incarnation.Name, crash ? "dies" : $"stands still for {pause.TotalSeconds:f3} s");
        if (crash)
        {
            kill(incarnation);
        }
        else
        {
            incarnation.Pause(pause);
        }
    }

    private void TakeOver(Chance chance)
    {
        var which = chance.Below(Owners);
        if (which == 0)
        {
            world.Owners.Coordinator.Start();
        }
        else
        {
            world.Owners.AllShards.ElementAt(which - 1).Start();
        }
    }
}
