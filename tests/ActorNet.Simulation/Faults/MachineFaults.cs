using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Operators;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Faults;

/// <summary>What happens to machines and their agents, and what people do to them.</summary>
internal sealed class MachineFaults(World world)
{
    private int revocations;

    public void Start()
    {
        Source(Fault.AgentCrash, 1, Crash);
        Source(Fault.AgentPause, 1, (machine, chance) => machine.Agent?.Pause(world.Mix.TimeToLive * (chance.Fraction() * 2)));
        Source(Fault.Reboot, 0.4, Reboot);
        Source(Fault.Death, 0.15, (machine, _) => machine.Retire());
        Source(Fault.Clone, 0.15, (machine, _) => Double(machine)?.StartAgent());
        Source(Fault.Copy, 0.15, Copy);
        Source(Fault.Reinstall, 0.2, (machine, _) => machine.Reinstall());
        Source(Fault.Release, 0.7, (machine, _) => machine.StartRelease());
        Source(Fault.Revoke, 0.7, Revoke);
        Source(Fault.Introduce, 0.3, (machine, _) => (machine.Agent as LeaseAgent)?.Introduce());
    }

    private void Source(Fault fault, double timesPerUnit, Action<Machine, Chance> strike) =>
        new FaultSource(world, fault, timesPerUnit, chance =>
        {
            var machine = chance.Pick(world.Machines.All);
            world.Trace?.Note(machine.Name, $"suffers {fault}");
            strike(machine, chance);
        }).Start();

    private void Crash(Machine machine, Chance chance)
    {
        machine.KillAgent();
        world.Queue.Put(world.Now + Absence(chance), process: null, machine.StartAgent);
    }

    private void Reboot(Machine machine, Chance chance)
    {
        machine.PowerOff();
        world.Queue.Put(world.Now + Absence(chance), process: null, machine.PowerOn);
    }

    /// <summary>One who releases, and one who has a copy of the same lease, are one holder to everybody: it is not promised that they do not harm each other.</summary>
    private void Copy(Machine machine, Chance chance)
    {
        if (machine.Agent is not LeaseRelease)
        {
            Double(machine)?.CopyFrom(machine);
        }
    }

    private Machine? Double(Machine machine) => machine.IsKeptOff ? null : world.Machines.Double(machine);

    private void Revoke(Machine machine, Chance chance)
    {
        var isDown = chance.Happens(0.4);
        if ((machine.IsKeptOff && !machine.IsRetired) || world.Ledger.Find(machine.Pool.Name, machine.Node) is not { IsHeld: true } record)
        {
            return;
        }

        var revocation = new Revocation(world, $"operator {++revocations}", machine, record.Epoch);
        if (isDown)
        {
            revocation.SwitchOff();
        }
        else
        {
            revocation.TakeBack();
        }
    }

    private TimeSpan Absence(Chance chance) => world.Mix.TimeToLive * (chance.Fraction() * (chance.Happens(0.5) ? 0.1 : 2));
}
