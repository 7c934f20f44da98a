using ActorNet.Allocation.Leases;
using ActorNet.Simulation.Running;
using AgentEpoch = ActorNet.Agent.Identity.Epoch;
using Epoch = ActorNet.Allocation.Identity.Epoch;

namespace ActorNet.Simulation.Agents;

/// <summary>What <c>LeaseReleaser</c> does: the lease is erased and its epoch burnt on the disk, then the kernel is told, then the coordinators.</summary>
internal sealed class LeaseRelease(World world, Machine machine, string name) : AgentProcess(world, machine, name)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private bool isAnswered;

    public override void Start() => Machine.Disk.Save(saved => saved.GiveUpLease(), isSaved =>
    {
        if (!IsAlive)
        {
            return;
        }

        if (!isSaved)
        {
            World.Trace?.Note(Machine.Name, "cannot give its lease up");
            End();
            return;
        }

        Machine.NoteWhatIsGivenUp();
        Machine.SetHold(null);
        Tell();
    });

    private void Tell()
    {
        if (isAnswered || Machine.Disk.Current.UnansweredRelease == AgentEpoch.None)
        {
            End();
            return;
        }

        var command = new ReleaseLease(Machine.Node, new Epoch(Machine.Disk.Current.UnansweredRelease.Value)) { Instance = Instance, RequestId = NewRequestId() };
        Send(command, reply =>
        {
            if (reply is LeaseEnd or LeaseNotFound or EpochStale)
            {
                Machine.Disk.Save(saved => saved with { UnansweredRelease = AgentEpoch.None });
                isAnswered = true;
            }
        });
        After(Chance.Between(TimeSpan.FromMilliseconds(200), LongestPause), Tell);
    }

    /// <summary>Some nodes come back.</summary>
    private void End()
    {
        Machine.KillAgent();
        World.Queue.Put(World.Now + Chance.Between(TimeSpan.Zero, World.Mix.Unit), process: null, Machine.StartAgent);
    }
}
