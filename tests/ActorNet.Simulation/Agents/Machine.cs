using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Time;
using AgentNodeId = ActorNet.Agent.Identity.NodeId;
using Epoch = ActorNet.Allocation.Identity.Epoch;
using NodeId = ActorNet.Allocation.Identity.NodeId;

namespace ActorNet.Simulation.Agents;

/// <summary>A machine with a kernel, a disk, and at most one agent on it at a time. Its name is its own; the node id may be another's as well.</summary>
internal sealed class Machine
{
    private readonly World world;
    private readonly Dictionary<Epoch, TimeSpan> entitled = [];
    private readonly HashSet<Epoch> denied = [];
    private readonly HashSet<(Epoch Epoch, Prefix Subnet)> givenUp = [];
    private readonly HashSet<object> keptOffBy = [];
    private int boots;
    private int installations;
    private int starts;

    public Machine(World world, string name, NodeId node, PoolSpec pool)
    {
        (this.world, Name, Node, Pool) = (world, name, node, pool);
        Chance = world.Chances.Of("machine", name);
        AcceptsMoves = world.Chances.Of("accepts moves", name).Happens(0.9);
        IsFavoured = world.Mix.HasHeadroom && world.Chances.Of("favoured", name).Happens(0.4);
        MostSubnets = world.Mix.SeveralSubnets ? world.Chances.Of("most subnets", name).Between(1, Lease.MostSubnets) : 1;
        GivesBack = world.Mix.SeveralSubnets && world.Chances.Of("gives back", name).Happens(0.6);
        Disk = new Disk(world, name, NewState());
        Boot();
    }

    public string Name { get; }

    public NodeId Node { get; }

    /// <summary>The pool as it is first made: its name, and what the node asks for.</summary>
    public PoolSpec Pool { get; }

    /// <summary>The pool as it is.</summary>
    public PoolSpec PresentPool => world.Ledger.PoolNamed(Pool.Name) ?? Pool;

    /// <summary>Whether all subnets of the pool were always of one length.</summary>
    public bool HasKeptLengths => world.Ledger.MapOf(Pool.Name)?.HasKeptLengths ?? true;

    public Chance Chance { get; }

    public Disk Disk { get; }

    public DriftingClock Clock { get; private set; }

    /// <summary>The kernel's name for the time since it started.</summary>
    public BootId BootId { get; private set; }

    /// <summary>The agent, or the release that runs in its place; null while neither does.</summary>
    public AgentProcess? Agent { get; private set; }

    public bool IsOn { get; private set; }

    public bool IsKeptOff => IsRetired || keptOffBy.Count > 0;

    /// <summary>Whether it is off for good.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>What the kernel lets through at most; see <see cref="Holds"/>.</summary>
    public Hold? Hold { get; private set; }

    /// <summary>Whether its agent can hold two subnets: most can.</summary>
    public bool AcceptsMoves { get; }

    /// <summary>Whether it has the labels that pools keep something for.</summary>
    public bool IsFavoured { get; }

    /// <summary>How many subnets of a family its agent can use at once.</summary>
    public int MostSubnets { get; }

    /// <summary>Whether its agent gives back what it has more than it wants.</summary>
    public bool GivesBack { get; }

    /// <summary>The highest epoch that is burnt on this disk (safety rule 7).</summary>
    public Epoch Burnt { get; private set; }

    /// <summary>Whether another machine may have a copy of this disk.</summary>
    public bool IsCopied { get; private set; }

    /// <summary>The name of its link to the coordinators.</summary>
    public string Link => $"machine {Name}";

    public InstanceId Instance => Disk.Durable.Instance;

    /// <summary>Whether packets pass at this moment.</summary>
    public bool Holds(TimeSpan now) => Hold is { } hold && now < hold.Until;

    /// <summary>Until when answers that arrived here entitle to a belief in an epoch: the requests' sending and the time to live (safety rule 4).</summary>
    public TimeSpan EntitledUntil(Epoch epoch) => entitled.GetValueOrDefault(epoch);

    /// <summary>An answer says that the epoch was alive after a request was sent.</summary>
    public void Entitle(Epoch epoch, TimeSpan sentAt, TimeSpan timeToLive)
    {
        var until = sentAt + timeToLive;
        if (until > EntitledUntil(epoch))
        {
            entitled[epoch] = until;
        }
    }

    /// <summary>Whether an answer that arrived here says that the epoch is not this node's any more.</summary>
    public bool IsDenied(Epoch epoch) => denied.Contains(epoch);

    /// <summary>An answer says that the epoch is not this node's any more.</summary>
    public void NoteDenied(Epoch epoch) => denied.Add(epoch);

    public void StartAgent()
    {
        if (IsOn && Agent is null)
        {
            Agent = new LeaseAgent(world, this, $"agent {Name}.{++starts}");
            Agent.Start();
        }
    }

    /// <summary>Ends the agent and runs the release in its place.</summary>
    public void StartRelease()
    {
        if (IsOn && !IsCopied)
        {
            KillAgent();
            Agent = new LeaseRelease(world, this, $"release {Name}.{++starts}");
            Agent.Start();
        }
    }

    /// <summary>The agent's process ends; what the kernel was told stays in force.</summary>
    public void KillAgent()
    {
        if (Agent is { } agent)
        {
            agent.Kill();
            Agent = null;
            Disk.Crash();
        }
    }

    public void PowerOff()
    {
        KillAgent();
        IsOn = false;
        SetHold(null);
    }

    /// <summary>Switches it off until it may be switched on again: somebody vouches that it is down, maybe several at a time.</summary>
    public void KeepOff(object by)
    {
        PowerOff();
        keptOffBy.Add(by);
    }

    /// <summary>Somebody vouches no more that it is down.</summary>
    public void LetOn(object by) => keptOffBy.Remove(by);

    /// <summary>Switches it off for good.</summary>
    public void Retire()
    {
        IsRetired = true;
        PowerOff();
    }

    public void PowerOn()
    {
        if (!IsOn && !IsKeptOff)
        {
            Boot();
            StartAgent();
        }
    }

    /// <summary>Everything is set up anew, with the same node id.</summary>
    public void Reinstall()
    {
        PowerOff();
        Disk.Replace(NewState());
        (IsCopied, Burnt) = (false, Epoch.None);
        givenUp.Clear();
        PowerOn();
    }

    /// <summary>Becomes what another machine's disk says.</summary>
    public void CopyFrom(Machine other)
    {
        PowerOff();
        Disk.Replace(other.Disk.Durable);
        (IsCopied, other.IsCopied, Burnt) = (true, true, Epoch.None);
        givenUp.Clear();
        PowerOn();
    }

    public void SetHold(Hold? hold)
    {
        if (hold == Hold)
        {
            return;
        }

        if (hold is not null)
        {
            world.Rules.OnHold(this, hold);
        }

        Hold = hold;
    }

    /// <summary>Whatever is on the disk as given up, a lease or parts of it, stays so.</summary>
    public void NoteWhatIsGivenUp()
    {
        Burnt = Epoch.Max(Burnt, new Epoch(Disk.Durable.Burnt.Value));
        if (Disk.Durable.GivenUp is { } parts)
        {
            givenUp.UnionWith(parts.Subnets.Select(subnet => (new Epoch(parts.Epoch.Value), subnet)));
        }
    }

    /// <summary>Whether it is on this disk that a subnet is given up under an epoch, or a later one.</summary>
    public bool HasGivenUp(Epoch epoch, Prefix subnet) => Burnt >= epoch || givenUp.Any(given => given.Epoch >= epoch && given.Subnet == subnet);

    private void Boot()
    {
        IsOn = true;
        BootId = new BootId($"{Name}/{++boots}");
        Clock = world.NewClock($"{Name}/{boots}");
        entitled.Clear();
    }

    private AgentState NewState()
    {
        if (!AgentNodeId.TryParse(Node.Value, out var node))
        {
            throw new InvalidOperationException($"{Node} is no node id");
        }

        var stream = world.Chances.Of("instance", $"{Name}/{++installations}");
        return new AgentState { Node = node, Instance = new InstanceId(new UInt128(stream.Next(), stream.Next())), Pool = Pool.Name.Value };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
