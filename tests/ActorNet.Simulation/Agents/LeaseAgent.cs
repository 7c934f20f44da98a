using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Running;
using Google.Protobuf;
using AgentEpoch = ActorNet.Agent.Identity.Epoch;
using LeaseToken = ActorNet.Agent.Identity.LeaseToken;
using LeaseTiming = ActorNet.Agent.Leasing.LeaseTiming;

namespace ActorNet.Simulation.Agents;

/// <summary>What <c>LeaseKeeper</c> does around the product's <see cref="LeaseMachine"/>: time and answers go in, what is due goes out, and what a restart may believe is saved.</summary>
internal sealed class LeaseAgent(World world, Machine machine, string name) : AgentProcess(world, machine, name)
{
    private static readonly TimeSpan AcquirePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AcquireHedge = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    /// <summary>Longer than the product waits, and shorter than what makes it doubt its clock.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1.5);
    private static readonly Instant Never = new(TimeSpan.MaxValue);
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(5);

    private readonly Queue<Action> inbox = new();
    private LeaseSituation situation = LeaseSituation.Initial;
    private Instant acquireAt;
    private ClockReading lastReading;
    private Instant turnAt = Never;
    private long acquiring;
    private long acquires;
    private long lastNumber;
    private int failures;
    private int introductions;
    private Instant moveAt;
    private bool isSaving;
    private bool isErasing;

    /// <summary>Where the agent stands.</summary>
    public LeaseSituation Situation => situation;

    /// <summary>What the node says of itself.</summary>
    public Contracts.V1.NodeAttributes Said => new() { Labels = { ["introductions"] = $"{introductions}" } };

    private DateTimeOffset Wall => DateTimeOffset.UnixEpoch + Elapsed;

    /// <summary>How much it would like to have, in worlds where nodes have several subnets; null where it asks for another length each time.</summary>
    public SubnetAim? Aim { get; private set; }

    private bool MayAcquire => (situation.WantsGrant || WantsOtherSize) && acquiring == 0;

    private bool WantsOtherSize => situation is { Phase: LeasePhase.Held, Lease: { } lease } && Aim is { } aim && !aim.IsMetBy(lease);

    private bool MayWait => situation.WantsOnlyToMove || (!situation.WantsGrant && WantsOtherSize);

    private Instant AcquireAt => MayWait ? Instant.Max(acquireAt, moveAt) : acquireAt;

    public override void Start()
    {
        Aim = NewAim();
        var saved = Machine.Disk.Current;
        Machine.NoteWhatIsGivenUp(); // The agent before may have died between saving it and hearing so.
        lastReading = new ClockReading(Now, Wall);
        World.Trace?.Note(Machine.Name, $"starts with {saved.Lease}, burnt {saved.Burnt}");
        Apply(new LeaseInput.Started(Now, Wall, Machine.BootId, saved.Lease, saved.Burnt) { GivenUp = saved.GivenUp });
        World.Rules.OnAgentStarted(Machine, situation, saved.Lease);
        if (situation is { Believes: true, Lease.Leaving.IsEmpty: false })
        {
            Configure(); // Since when the host has both may not be on the disk.
        }

        Turn();
    }

    /// <summary>The node says something else of itself.</summary>
    public void Introduce() => Post(() =>
    {
        introductions++;
        Aim = NewAim();
        Apply(new LeaseInput.ProfileChanged(Now));
    });

    /// <summary>The loop: nothing is heard while something has to be on the disk first.</summary>
    private void Post(Action message)
    {
        if (isSaving)
        {
            inbox.Enqueue(message);
        }
        else
        {
            message();
            Turn();
        }
    }

    private void Turn()
    {
        if (isSaving)
        {
            return;
        }

        var reading = new ClockReading(Now, Wall);
        Apply(new LeaseInput.Ticked(Now, Wall) { IsDoubtful = reading.IsDoubtfulAfter(lastReading) });
        lastReading = reading;
        SendWhatIsDue();
        var due = situation.NextDue(Now + LongestWait);
        due = Instant.Max(MayAcquire ? Instant.Min(due, AcquireAt) : due, Now + ShortestWait);
        if (due < turnAt)
        {
            turnAt = due;
            After(due - Now, () => OnTime(due));
        }
    }

    private void OnTime(Instant planned)
    {
        if (planned == turnAt)
        {
            turnAt = Never;
            Post(static () => { });
        }
    }

    private void SendWhatIsDue()
    {
        if (situation.IsAnswerOverdue(Now))
        {
            Apply(new LeaseInput.RenewalLost(Now, [.. situation.Unanswered.Keys], TimeSpan.Zero));
        }
        else if (situation.IsHedgeDue(Now))
        {
            Hedge();
        }

        if (situation.IsRenewalDue(Now))
        {
            Renew();
        }

        if (!MayAcquire || Now < AcquireAt || isSaving)
        {
            return;
        }

        if (isErasing)
        {
            Erase();
        }
        else if (Machine.Disk.Durable.Introduction.With(Said) is var next && next != Machine.Disk.Durable.Introduction)
        {
            Number(next);
        }
        else
        {
            Acquire();
        }
    }

    private void Hedge()
    {
        if (Chance.Happens(0.5))
        {
            Renew();
        }
        else
        {
            Apply(new LeaseInput.HedgeDeferred(Now));
        }
    }

    private void Renew()
    {
        var number = ++lastNumber;
        Apply(new LeaseInput.RenewalSent(Now, number, Chance.Fraction()));
        if (situation.Lease is { } lease)
        {
            Send(new RenewLease(Machine.Node, Instance, new Epoch(lease.Epoch.Value)), reply => Post(() => TakeRenewal(number, reply)));
        }
    }

    private void TakeRenewal(long number, LeaseReply reply)
    {
        switch (reply)
        {
            case LeaseRenewal renewal:
                Apply(new LeaseInput.Renewed(Now, number, new AgentEpoch(renewal.Epoch.Value), renewal.TimeToLive) { MustMove = renewal.MustMove });
                break;
            case LeaseNotFound or EpochStale or LeaseRevocation or NodeIdInUse:
                Apply(new LeaseInput.Denied(Now, number));
                break;
            default:
                Apply(new LeaseInput.RenewalLost(Now, [number], NextDelay(LeaseTiming.UrgentInterval)));
                break;
        }
    }

    private void Acquire()
    {
        if (MayWait)
        {
            moveAt = Now + TimeSpan.FromSeconds(Chance.Between(1, 3));
        }

        var attempt = acquiring = ++acquires;
        var state = Machine.Disk.Current;
        var introduced = introductions;
        var length = Machine.Pool.Families[0];
        var command = new AcquireLease(Machine.Node, Instance)
        {
            Token = state.Token is { } token ? new Secret128(token.Value) : null,
            BurntEpoch = new Epoch(situation.Burnt.Value),
            Preferred = [.. situation.LatestSubnets.Concat(Wishes())],
            Ipv4Length = Aim is { } aim ? (aim.IPv4PrefixLength > 0 ? aim.IPv4PrefixLength : null)
                : Chance.Happens(0.6) ? null : Chance.Between(length.Shortest, length.Longest),
            Ipv6Length = Aim?.IPv6PrefixLength is > 0 and var ipv6 ? ipv6 : null,
            MostSubnets = Machine.MostSubnets,
            GivesBack = Machine.GivesBack,
            Ipv4Longest = Chance.Happens(0.7) ? null : length.Longest,
            Attributes = new NodeAttributes(Said.ToByteString(), Machine.Disk.Durable.Introduction.Version),
            NewToken = new Secret128(new UInt128(Chance.Next(), Chance.Next())),
            RequestId = NewRequestId(),
            AcceptsMove = Machine.AcceptsMoves,
            GivenUp = situation.GivenUp?.Subnets ?? [],
            GivenUpEpoch = new Epoch(situation.GivenUp?.Epoch.Value ?? 0),
            Labels = Machine.IsFavoured ? Mix.Favoured.Labels : NodeSelector.None.Labels,
        };
        SendAcquire(command, attempt, introduced);
        After(AcquireHedge, () => Post(() =>
        {
            if (acquiring == attempt)
            {
                SendAcquire(command, attempt, introduced);
            }
        }));
        After(AcquirePatience, () => Post(() => PauseAcquiring(attempt)));
    }

    /// <summary>Each time that it is sent counts from its own moment (safety rule 4).</summary>
    private void SendAcquire(AcquireLease command, long attempt, int introduced)
    {
        var sentAt = Now;
        Send(command, reply => Post(() =>
        {
            if (acquiring != attempt)
            {
                return; // Nobody waits for it any more.
            }

            if (reply is LeaseGrant grant)
            {
                TakeGrant(grant, sentAt, attempt, introduced);
            }
            else
            {
                PauseAcquiring(attempt);
            }
        }));
    }

    private void TakeGrant(LeaseGrant grant, Instant sentAt, long attempt, int introduced)
    {
        var lease = new HeldLease(grant.Pool.Name.Value, grant.Lease.Subnets, new AgentEpoch(grant.Lease.Epoch.Value), grant.Pool.Timing.TimeToLive, [.. grant.Pool.Cidrs])
        {
            Leaving = grant.Lease.Leaving,
            MoveWindow = grant.Pool.MoveWindow,
        };
        var granted = new LeaseInput.Granted(Now, sentAt, lease);
        if (!LeaseMachine.Takes(situation, granted))
        {
            PauseAcquiring(attempt);
            return;
        }

        var next = LeaseMachine.Step(situation, granted);
        SaveFirst(() => Machine.Disk.Save(saved => LeaseSaving.Adopted(saved, next, Machine.BootId, new LeaseToken(grant.Lease.Token.Value)), isSaved => OnSaved(() =>
        {
            if (!isSaved)
            {
                PauseAcquiring(attempt);
                return;
            }

            (acquiring, failures) = (0, 0);
            Apply(granted with { Now = Now });
            if (introduced != introductions)
            {
                Apply(new LeaseInput.ProfileChanged(Now));
            }

            Configure();
        })));
    }

    /// <summary>The reconciler sets the host up, and it takes a moment.</summary>
    private void Configure()
    {
        if (situation.HostLease is { } lease)
        {
            After(TimeSpan.FromMilliseconds(Chance.Between(5, 300)), () => Post(() => Apply(new LeaseInput.Configured(Now, lease.Epoch, lease.Subnets))));
        }
    }

    private void PauseAcquiring(long attempt)
    {
        if (acquiring == attempt)
        {
            acquiring = 0;
            acquireAt = Now + NextDelay(MostDelay);
        }
    }

    private void Apply(LeaseInput input)
    {
        var before = situation;
        situation = LeaseMachine.Step(before, input);
        if (situation == before)
        {
            return;
        }

        if (situation.IsMoveNeedOther(before))
        {
            moveAt = Now;
        }

        Publish();
        if (!situation.TakingDown.IsEmpty && before.TakingDown.IsEmpty)
        {
            Configure();
        }

        switch (LeaseSaving.NeedAfter(before, situation))
        {
            case SavingNeed.Burnt or SavingNeed.GivenUp:
                Erase();
                break;
            case SavingNeed.Deadline:
                Machine.Disk.Save(saved => LeaseSaving.Extended(saved, situation, Machine.BootId));
                break;
        }
    }

    /// <summary>The kernel is told what to let through and until when; what was given up it is told at once. What lapses it drops by itself.</summary>
    private void Publish()
    {
        if (situation is { Believes: true, Lease: { } lease })
        {
            var until = Clock.RealOf(situation.Deadline.SinceBoot);
            var epoch = new Epoch(lease.Epoch.Value);
            if (Machine.Hold is not { } hold || hold.Epoch != epoch || hold.Until != until || !hold.Subnets.SequenceEqual(lease.Subnets))
            {
                World.Trace?.Note(Machine.Name, $"believes in {lease} until {until.TotalSeconds:f3}");
                Machine.SetHold(new Hold(epoch, lease.Subnets, until));
            }
        }
        else if (situation.Phase == LeasePhase.Revoked)
        {
            World.Rules.OnGivenUp(Machine, new Epoch(situation.Burnt.Value));
            Machine.SetHold(null);
        }
    }

    private void Erase() => SaveFirst(() => Machine.Disk.Save(Erased, isSaved => OnSaved(() =>
    {
        isErasing = !isSaved;
        if (isSaved)
        {
            Machine.NoteWhatIsGivenUp();
        }
        else
        {
            acquireAt = Now + NextDelay(MostDelay);
        }
    })));

    private AgentState Erased(AgentState saved) =>
        situation.Lease is null ? LeaseSaving.Burnt(saved, situation) : LeaseSaving.Extended(saved, situation, Machine.BootId);

    private void Number(Introduction next) => SaveFirst(() => Machine.Disk.Save(saved => saved with { Introduction = next }, isSaved => OnSaved(() =>
    {
        if (!isSaved)
        {
            acquireAt = Now + NextDelay(MostDelay);
        }
    })));

    private void SaveFirst(Action save)
    {
        isSaving = true;
        save();
    }

    private void OnSaved(Action then) => World.Queue.Put(World.Now, this, () =>
    {
        isSaving = false;
        then();
        while (!isSaving && inbox.TryDequeue(out var message))
        {
            message();
        }

        if (!isSaving)
        {
            Turn();
        }
    });

    /// <summary>Up to four times what the pool gives to a node; nothing where it leaves that to the pool.</summary>
    private SubnetAim? NewAim()
    {
        if (!World.Mix.SeveralSubnets)
        {
            return null;
        }

        var extra = Machine.MostSubnets switch { 1 => 0, 2 or 3 => 1, _ => 2 };
        var (ipv4, ipv6) = (Machine.Pool.Families[0], Machine.Pool.Families.Length > 1 ? Machine.Pool.Families[1] : null);
        return new SubnetAim(
            Chance.Happens(0.2) ? 0 : Chance.Between(ipv4.Shortest - extra, ipv4.Longest),
            ipv6 is null || Chance.Happens(0.5) ? 0 : Chance.Between(ipv6.Shortest - extra, ipv6.Longest),
            Machine.MostSubnets,
            Machine.GivesBack && Machine.AcceptsMoves);
    }

    private TimeSpan NextDelay(TimeSpan most)
    {
        var bound = LeastDelay * (1 << Math.Min(failures++, 5));
        return (bound < most ? bound : most) * (1 - Chance.Fraction());
    }

    private ImmutableArray<Prefix> Wishes()
    {
        if (!Chance.Happens(0.25))
        {
            return [];
        }

        var family = Machine.Pool.Families[0];
        var cidr = family.Cidrs[0];
        return [cidr.Subprefix((UInt128)Chance.Below((int)cidr.CountOf(family.PrefixLength)), family.PrefixLength)];
    }
}
