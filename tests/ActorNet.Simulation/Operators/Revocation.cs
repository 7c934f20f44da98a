using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Operators;

/// <summary>An operator takes a node's lease back; one who vouches that the node is down keeps it down until the lease has ended.</summary>
internal sealed class Revocation(World world, string name, Machine machine, Epoch epoch)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(3);
    private const int MostAttempts = 3;

    private int attempts;
    private bool isOver;

    private IEnumerable<Machine> SameNode => world.Machines.All.Where(each => each.Node == machine.Node);

    /// <summary>Asks a few times, and leaves it at that.</summary>
    public void TakeBack()
    {
        if (!isOver && attempts++ < MostAttempts)
        {
            Send(nodeIsDown: false);
            world.Queue.Put(world.Now + AskAgain, process: null, TakeBack);
        }
    }

    /// <summary>Switches the node off, asks until there is an answer, and switches it on again.</summary>
    public void SwitchOff()
    {
        foreach (var each in SameNode)
        {
            each.KeepOff(this);
        }

        Insist();
    }

    private void Insist()
    {
        if (isOver)
        {
            foreach (var each in SameNode)
            {
                each.LetOn(this);
            }

            machine.PowerOn();
            return;
        }

        Send(nodeIsDown: true);
        world.Queue.Put(world.Now + AskAgain, process: null, Insist);
    }

    private void Send(bool nodeIsDown)
    {
        var command = new ReleaseLease(machine.Node, epoch) { NodeIsDown = nodeIsDown, RequestId = $"{name}#{attempts}" };
        world.Trace?.Note(name, $"sends {command}");
        world.Rules.OnSent(from: null, command);
        world.Owners.Send(machine.Pool, new Request(command, machine.Pool.Name, "operator", world.Now, Take, Receiver: null));
    }

    private void Take(LeaseReply reply) => isOver |= reply is LeaseEnd or LeaseNotFound or EpochStale;
}
