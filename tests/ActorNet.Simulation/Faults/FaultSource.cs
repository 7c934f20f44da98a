using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Faults;

/// <summary>Lets one kind of fault strike again and again, as often as the mix says, until the world is healed.</summary>
internal sealed class FaultSource(World world, Fault fault, double timesPerUnit, Action<Chance> strike)
{
    private readonly Chance chance = world.Chances.Of("fault", fault.ToString());

    public void Start()
    {
        if (world.Mix[fault] > 0)
        {
            Plan();
        }
    }

    private void Plan() => world.Queue.Put(world.Now + chance.Until(world.Mix.Unit / (timesPerUnit * world.Mix[fault])), process: null, () =>
    {
        if (world.Strength(fault) > 0)
        {
            world.Trace?.Note("fault", fault.ToString());
            strike(chance);
            Plan();
        }
    });
}
