using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Faults;

/// <summary>What happens to the links, and to those who follow the store.</summary>
internal sealed class PathFaults(World world)
{
    public void Start()
    {
        new FaultSource(world, Fault.Cut, 2, Cut).Start();
        new FaultSource(world, Fault.StreamBreak, 2, chance => chance.Pick(world.Views.Replicas).Break()).Start();
        new FaultSource(world, Fault.StreamLoss, 0.2, chance => chance.Pick(world.Views.Replicas).Mislead()).Start();
        new FaultSource(world, Fault.ReplicaRestart, 0.3, chance => chance.Pick(world.Views.Replicas).Restart()).Start();
        new FaultSource(world, Fault.WatchBreak, 2, BreakWatch).Start();
    }

    private void Cut(Chance chance)
    {
        var (which, kind) = (chance.Fraction(), chance.Below(4));
        var time = world.Mix.TimeToLive * (chance.Fraction() * (chance.Happens(0.6) ? 0.3 : 2.5));
        if (world.Links.All.Count > 0)
        {
            var link = world.Links.All.ElementAt((int)(which * world.Links.All.Count));
            world.Trace?.Note(link.Name, $"is cut for {time.TotalSeconds:f3} s{kind switch { 0 => ", there", 1 => ", back", _ => string.Empty }}");
            link.Cut(there: kind != 1, back: kind != 0, world.Now + time);
        }
    }

    private void BreakWatch(Chance chance)
    {
        if (world.Views.Watchers.Count > 0)
        {
            chance.Pick(world.Views.Watchers).Break();
        }
    }
}
