using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Allocation.Tests.Simulation;

/// <summary>A node's agent, as far as it believes to hold something (safety rules 4 and 7).</summary>
internal sealed class SimulatedAgent(NodeId node)
{
    private readonly Dictionary<LeaseCommand, TimeSpan> sent = new(ReferenceEqualityComparer.Instance);
    private int instances;
    private Secret128? token;
    private Epoch burnt;
    private TimeSpan until;

    public NodeId Node => node;

    public Epoch Epoch { get; private set; }

    public ImmutableArray<Prefix> Subnets { get; private set; } = [];

    public LeaseReply? LastAnswer { get; private set; }

    public bool Believes(TimeSpan now) => !Subnets.IsEmpty && now < until;

    public AcquireLease Acquire(ImmutableArray<Prefix> preferred, int? length, TimeSpan now) => Sent(
        new AcquireLease(node, Instance)
        {
            Token = token,
            BurntEpoch = burnt,
            Preferred = preferred,
            Ipv4Length = length,
            NewToken = Ask.TokenOf($"{node}.{instances}"),
        },
        now);

    public RenewLease Renew(TimeSpan now) => Sent(new RenewLease(node, Instance, Epoch), now);

    /// <summary>Erases what it has before it says so.</summary>
    public ReleaseLease Release(TimeSpan now)
    {
        burnt = Epoch;
        Subnets = [];
        return Sent(new ReleaseLease(node, Epoch) { Instance = Instance }, now);
    }

    /// <summary>The node loses its disk: it comes back with nothing, as somebody else.</summary>
    public void Reinstall()
    {
        sent.Clear();
        instances++;
        (token, burnt, Epoch, Subnets) = (null, Epoch.None, Epoch.None, []);
    }

    public void OnAnswer(LeaseCommand command, LeaseReply reply, TimeSpan now, TimeSpan timeToLive)
    {
        if (!sent.Remove(command, out var sentAt))
        {
            return;
        }

        LastAnswer = reply;
        switch (reply)
        {
            case LeaseGrant { Lease: var lease } when lease.Epoch > burnt && lease.Epoch >= Epoch:
                (Epoch, Subnets, token) = (lease.Epoch, lease.Subnets, lease.Token);
                until = Max(until, sentAt + timeToLive);
                break;
            case LeaseRenewal renewal when renewal.Epoch == Epoch && !Subnets.IsEmpty:
                until = Max(until, sentAt + timeToLive);
                break;
            case LeaseNotFound or LeaseRevocation or EpochStale when command is RenewLease renew && renew.Epoch == Epoch:
                Subnets = [];
                break;
        }
    }

    /// <summary>Waits for nothing any more and remembers no answer.</summary>
    public void Forget() => LastAnswer = null;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private Secret128 Instance => Ask.InstanceOf($"{node}.{instances}");

    private T Sent<T>(T command, TimeSpan now)
        where T : LeaseCommand
    {
        sent.Add(command, now);
        return command;
    }
}
