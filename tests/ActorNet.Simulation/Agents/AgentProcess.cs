using ActorNet.Agent.Clocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Agents;

/// <summary>A process of the agent's on a machine.</summary>
internal abstract class AgentProcess : SimulatedProcess
{
    private int requests;

    protected AgentProcess(World world, Machine machine, string name)
        : base(world.Queue, name, machine.Clock)
    {
        (World, Machine) = (world, machine);
        Chance = world.Chances.Of("process", name);
    }

    protected World World { get; }

    protected Machine Machine { get; }

    protected Chance Chance { get; }

    protected Instant Now => new(Elapsed);

    protected Secret128 Instance => new(Machine.Disk.Current.Instance.Value);

    public abstract void Start();

    /// <summary>A name that no attempt had before.</summary>
    protected string NewRequestId() => $"{Name}#{++requests}";

    /// <summary>Sends a command; every answer that arrives while this process lives is handed over.</summary>
    protected void Send(LeaseCommand command, Action<LeaseReply> answered)
    {
        World.Trace?.Note(Machine.Name, $"sends {command}");
        var sentAt = World.Now;
        World.Rules.OnSent(Machine, command);
        World.Owners.Send(Machine.Pool, new Request(command, Machine.Pool.Name, Machine.Link, sentAt, Take, this));

        void Take(LeaseReply reply)
        {
            World.Trace?.Note(Machine.Name, $"hears {reply}");
            switch (reply)
            {
                case LeaseGrant grant:
                    Machine.Entitle(grant.Lease.Epoch, sentAt, grant.Pool.Timing.TimeToLive);
                    break;
                case LeaseRenewal renewal:
                    Machine.Entitle(renewal.Epoch, sentAt, renewal.TimeToLive);
                    break;
                case LeaseNotFound or EpochStale or LeaseRevocation or NodeIdInUse when command is RenewLease renew:
                    Machine.NoteDenied(renew.Epoch);
                    break;
            }

            answered(reply);
        }
    }
}
