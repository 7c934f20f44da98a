using ActorNet.Addressing;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Platform;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Leasing;

/// <summary>What the operator is told of the lease: each change of phase once, each failure once until another one or a success.</summary>
internal sealed partial class LeaseLog(ILogger logger)
{
    private const string Unknown = "no coordinator's address is known";

    private string? _acquireFailure;
    private string? _renewFailure;
    private (Epoch Epoch, SubnetSize IPv4, SubnetSize IPv6)? _sized;

    public void Changed(LeaseSituation before, LeaseSituation after)
    {
        if (after.ConfirmedAt > before.ConfirmedAt)
            _renewFailure = null;
        if (before.WantsGrant && !after.WantsGrant)
            _acquireFailure = null;
        MoveChanged(before, after);
        if (before.Phase == after.Phase)
            return;

        switch (after.Phase)
        {
            case LeasePhase.Acquiring:
                Log.Acquiring(logger);
                break;
            case LeasePhase.Configuring:
                Log.Granted(logger, after.Lease!, after.Lease!.TimeToLive);
                break;
            case LeasePhase.Renumbering:
                Log.Renumbering(logger, string.Join(", ", after.LatestSubnets), after.Lease!);
                break;
            case LeasePhase.Held:
                Log.Held(logger, after.Lease!, before.Phase);
                break;
            case LeasePhase.Stale:
                Log.Stale(logger, after.Lease!, after.Deadline - after.ConfirmedAt);
                break;
            case LeasePhase.Suspect:
                Log.Suspect(logger, after.Lease!);
                break;
            case LeasePhase.Lapsed:
                Log.Lapsed(logger, after.Lease!);
                break;
            case LeasePhase.Revoked:
                Log.Revoked(logger, before.Lease!);
                break;
        }
    }

    /// <summary>Each step of a move, in the order in which they come.</summary>
    private void MoveChanged(LeaseSituation before, LeaseSituation after)
    {
        if (after.MustMove && !before.MustMove && after.Lease is { Leaving.IsEmpty: true })
            Log.MustMove(logger, after.Lease);
        if (after.Lease is { Leaving.IsEmpty: false } moving && (before.Lease is null || before.Lease.Epoch != moving.Epoch))
        {
            if (before.Lease?.Contains([.. moving.Staying]) == true)
                Log.GivingBack(logger, Text(moving.Leaving), Text(moving.Staying), moving.Epoch);
            else
                Log.Moving(logger, Text(moving.Leaving), Text(moving.Staying), moving.Epoch);
        }

        if (after.LeaveAt is { } leaveAt && leaveAt != before.LeaveAt && after.TakingDown.IsEmpty)
            Log.HasBoth(logger, Text(after.Lease!.Staying), Text(after.Lease.Leaving), Positive(leaveAt - after.LastTick.Now));
        if (!after.TakingDown.IsEmpty && before.TakingDown.IsEmpty)
            Log.TakingDown(logger, Text(after.TakingDown), Text(after.HostLease!.Staying));
        if (after.GivenUp is not null && after.GivenUp != before.GivenUp)
            Log.GaveUp(logger, after.GivenUp);
        if (before.GivenUp is not null && after.GivenUp is null && after.Lease is not null)
            Log.Moved(logger, after.Lease, Text(before.GivenUp.Subnets));
    }

    private static string Text(IEnumerable<Prefix> subnets) => string.Join(", ", subnets);

    private static TimeSpan Positive(TimeSpan duration) => duration > TimeSpan.Zero ? duration : TimeSpan.Zero;

    /// <summary>Says why a subnet is not as large as was asked for: once, until that changes.</summary>
    public void Sized(HeldLease lease, SubnetSize ipv4, SubnetSize ipv6)
    {
        var said = (lease.Epoch, ipv4, ipv6);
        if (said == _sized)
            return;

        _sized = said;
        foreach (var (family, size) in new[] { ("IPv4", ipv4), ("IPv6", ipv6) })
        {
            if (Reason(size) is { } reason)
                Log.Sized(logger, family, lease, reason);
        }
    }

    private static string? Reason(SubnetSize size) => size switch
    {
        SubnetSize.NothingLarger => "it is smaller than wanted, because nothing larger is left in the pool",
        SubnetSize.KeptSmaller => "it is smaller than wanted, because what is around it is not free, and there is no further one for the node, or it takes no more",
        SubnetSize.KeptLarger => "it is larger than wanted; a part of it is given back only with --give-back, or with a release of the lease",
        _ => null,
    };

    public void AcquireFailed(string reason)
    {
        reason = ForeignText.Of(reason);
        if (_acquireFailure != reason)
            Log.AcquireFailed(logger, reason);
        _acquireFailure = reason;
    }

    public void RenewalFailed(ReplicaAddress coordinator, string reason)
    {
        reason = ForeignText.Of(reason);
        if (_renewFailure != reason)
            Log.RenewalFailed(logger, coordinator, reason);
        _renewFailure = reason;
    }

    public void RenewalUnanswered(ReplicaAddress coordinator) => Log.RenewalUnanswered(logger, coordinator);

    public void NobodyKnown()
    {
        if (_renewFailure != Unknown)
            Log.NobodyKnown(logger);
        _renewFailure = Unknown;
    }

    public void Denied(string reason, string message) => Log.Denied(logger, reason, ForeignText.Of(message));

    public void EraseFailed(string reason) => Log.EraseFailed(logger, reason);

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Information, "Asking for a lease.")]
        public static partial void Acquiring(ILogger logger);

        [LoggerMessage(101, LogLevel.Information, "Granted {Lease} for {TimeToLive}.")]
        public static partial void Granted(ILogger logger, HeldLease lease, TimeSpan timeToLive);

        [LoggerMessage(102, LogLevel.Warning, "The host is set up for {Before} but was granted {Lease}: it gets a new subnet.")]
        public static partial void Renumbering(ILogger logger, string before, HeldLease lease);

        [LoggerMessage(103, LogLevel.Information, "Holding {Lease} (was {Phase}).")]
        public static partial void Held(ILogger logger, HeldLease lease, LeasePhase phase);

        [LoggerMessage(104, LogLevel.Warning, "No coordinator has confirmed {Lease} for a while; it ends {Remaining} after the last confirmation.")]
        public static partial void Stale(ILogger logger, HeldLease lease, TimeSpan remaining);

        [LoggerMessage(105, LogLevel.Warning, "The clock or this process stood still: {Lease} is confirmed before anything is changed.")]
        public static partial void Suspect(ILogger logger, HeldLease lease);

        [LoggerMessage(106, LogLevel.Error, "{Lease} lapsed: no coordinator confirmed it in time. Nothing of it leaves or enters this host any more; the bridge and what is local stay.")]
        public static partial void Lapsed(ILogger logger, HeldLease lease);

        [LoggerMessage(107, LogLevel.Error, "{Lease} was taken back. Nothing of it leaves or enters this host any more; the bridge and what is local stay.")]
        public static partial void Revoked(ILogger logger, HeldLease lease);

        [LoggerMessage(108, LogLevel.Information, "The {Family} subnet of {Lease} is not of the wanted size: {Reason}.")]
        public static partial void Sized(ILogger logger, string family, HeldLease lease, string reason);

        [LoggerMessage(110, LogLevel.Warning, "No lease was given: {Reason}")]
        public static partial void AcquireFailed(ILogger logger, string reason);

        [LoggerMessage(111, LogLevel.Warning, "{Coordinator} did not renew the lease: {Reason}")]
        public static partial void RenewalFailed(ILogger logger, ReplicaAddress coordinator, string reason);

        [LoggerMessage(112, LogLevel.Warning, "{Coordinator} does not answer.")]
        public static partial void RenewalUnanswered(ILogger logger, ReplicaAddress coordinator);

        [LoggerMessage(115, LogLevel.Warning, "The lease cannot be renewed: no coordinator's address is known yet.")]
        public static partial void NobodyKnown(ILogger logger);

        [LoggerMessage(113, LogLevel.Error, "The owner of the lease says that it is not ours: {Reason}: {Message}")]
        public static partial void Denied(ILogger logger, string reason, string message);

        [LoggerMessage(114, LogLevel.Error, "What was given up cannot be erased, so no new lease is asked for: {Reason}")]
        public static partial void EraseFailed(ILogger logger, string reason);

        [LoggerMessage(130, LogLevel.Information, "The coordinators want this node to move to another subnet than {Lease}: one is asked for.")]
        public static partial void MustMove(ILogger logger, HeldLease lease);

        [LoggerMessage(131, LogLevel.Information, "Moving from {Leaving} to {Staying} (epoch {Epoch}): the node holds both.")]
        public static partial void Moving(ILogger logger, string leaving, string staying, Epoch epoch);

        [LoggerMessage(136, LogLevel.Information, "Giving back {Leaving}, keeping {Staying} (epoch {Epoch}): the node holds both.")]
        public static partial void GivingBack(ILogger logger, string leaving, string staying, Epoch epoch);

        [LoggerMessage(132, LogLevel.Information, "The host is set up for {Staying} and still for {Leaving}, which is given up after {Remaining}: restart containers that use it before.")]
        public static partial void HasBoth(ILogger logger, string staying, string leaving, TimeSpan remaining);

        [LoggerMessage(133, LogLevel.Information, "The time for {Leaving} is over: it is taken off the host. {Staying} stays.")]
        public static partial void TakingDown(ILogger logger, string leaving, string staying);

        [LoggerMessage(134, LogLevel.Information, "Gave up {Subnets}: nothing on this host is of it any more, and the coordinators are told.")]
        public static partial void GaveUp(ILogger logger, GivenUpSubnets subnets);

        [LoggerMessage(135, LogLevel.Information, "Moved to {Lease}: {Subnets} has ended.")]
        public static partial void Moved(ILogger logger, HeldLease lease, string subnets);
    }
}
