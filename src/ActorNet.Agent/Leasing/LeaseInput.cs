using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Leasing;

/// <summary>What can happen to a lease, and when it did.</summary>
/// <param name="Now">When, on the boot clock.</param>
internal abstract record LeaseInput(Instant Now)
{
    /// <summary>The agent has started and read its state file.</summary>
    internal sealed record Started(Instant Now, DateTimeOffset Wall, BootId Boot, SavedLease? Saved, Epoch Burnt) : LeaseInput(Now)
    {
        /// <summary>What of the last lease was given up alone, as it was saved; null: nothing.</summary>
        public GivenUpSubnets? GivenUp { get; init; }

        /// <summary>Whether <see cref="Used"/> is going to say what is given out on this host.</summary>
        public bool AwaitsUse { get; init; }
    }

    /// <summary>Time has passed, by both clocks.</summary>
    internal sealed record Ticked(Instant Now, DateTimeOffset Wall) : LeaseInput(Now)
    {
        /// <summary>Whether this process stood still since the tick before, or one of the clocks was set.</summary>
        public bool IsDoubtful { get; init; }
    }

    /// <summary>AcquireLease, sent at <paramref name="SentAt"/>, was answered.</summary>
    internal sealed record Granted(Instant Now, Instant SentAt, HeldLease Lease) : LeaseInput(Now);

    /// <summary>A renewal was sent.</summary>
    /// <param name="Now">When it was sent.</param>
    /// <param name="Number">Its request number, never used twice.</param>
    /// <param name="Jitter">0 to 1, at random: spreads the next one.</param>
    internal sealed record RenewalSent(Instant Now, long Number, double Jitter) : LeaseInput(Now);

    /// <summary>A renewal was answered: the lease lives on.</summary>
    internal sealed record Renewed(Instant Now, long Number, Epoch Epoch, TimeSpan TimeToLive) : LeaseInput(Now)
    {
        /// <summary>Whether the owner wants the node to move to another subnet.</summary>
        public bool MustMove { get; init; }
    }

    /// <summary>A renewal was answered by the lease's owner: it is not ours.</summary>
    internal sealed record Denied(Instant Now, long Number) : LeaseInput(Now);

    /// <summary>To these renewals no answer will come; if none is under way any more, the next one is due after <paramref name="Delay"/>.</summary>
    internal sealed record RenewalLost(Instant Now, IReadOnlyCollection<long> Numbers, TimeSpan Delay) : LeaseInput(Now);

    /// <summary>No second replica can be asked for the moment.</summary>
    internal sealed record HedgeDeferred(Instant Now) : LeaseInput(Now);

    /// <summary>What the node says of itself has changed: the coordinators have to be told.</summary>
    internal sealed record ProfileChanged(Instant Now) : LeaseInput(Now);

    /// <summary>The host was read back and is what the lease of this epoch says: it has these subnets of it, and no others.</summary>
    internal sealed record Configured(Instant Now, Epoch Epoch, ImmutableArray<Prefix> Subnets) : LeaseInput(Now);

    /// <summary>Something on the host that reads its configuration only when it starts (Docker) gives out addresses of these subnets now.</summary>
    internal sealed record Used(Instant Now, ImmutableArray<Prefix> Subnets) : LeaseInput(Now);
}
