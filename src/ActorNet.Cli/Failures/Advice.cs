using ActorNet.Cli.Arguments;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Cli.Failures;

/// <summary>What to do about an error of the service.</summary>
internal static class Advice
{
    /// <summary>One sentence or two; empty where the message says it all.</summary>
    public static string For(ServiceError error) => error.Reason switch
    {
        ErrorReason.PoolNotFound => "'actornet pool list' shows the pools that there are.",
        ErrorReason.PoolAlreadyExists => "'actornet pool get' shows its settings. Pools are not changed by creating them: choose another name.",
        ErrorReason.PoolOverlap => "'actornet pool list' shows which CIDRs are taken.",
        ErrorReason.PoolSelectorTie => "'actornet pool get' shows a pool's node selector.",
        ErrorReason.PoolInUse => "'actornet lease list' shows who holds a lease, 'actornet pool cordon' keeps others away.",
        ErrorReason.PlanOutdated => "Somebody else has changed the pool: plan again.",
        ErrorReason.PoolExhausted => "'actornet lease list' shows who holds what: release what is not used, or create another pool.",
        ErrorReason.PoolHeadroom => "'actornet pool get' shows what is kept for whom, 'actornet pool update --headroom' keeps less.",
        ErrorReason.CidrInUse => "'actornet pool drain start POOL --cidr CIDR' moves its nodes away, 'actornet pool drain status' shows who is left.",
        ErrorReason.ReservationOverlap or ErrorReason.ReservationAlreadyExists or ErrorReason.NodeAlreadyPinned or ErrorReason.NotFound =>
            "'actornet reservation list' shows what is reserved.",
        ErrorReason.LeaseNotFound => "'actornet lease list --all' shows the leases that there are, quarantined ones too.",
        ErrorReason.EpochStale => "The node has a newer lease by now. 'actornet lease get' shows it: make sure that it is the one you mean.",
        ErrorReason.ShardUnavailable => $"What was asked may or may not have happened: {Again(error)}, repeating it does no harm.",
        ErrorReason.QueueFull or ErrorReason.DirectoryBehind or ErrorReason.ShuttingDown => $"{Capitalised(Again(error))}.",
        ErrorReason.PageTokenExpired => "The list changed hands while it was read: try again.",
        ErrorReason.HistoryNotKept => "Ask for a later time.",
        ErrorReason.NotImplemented => "This version of the service does not have it yet.",
        ErrorReason.Unspecified => ForStatus(error.StatusCode),
        _ when error.RetryDelay is not null => $"{Capitalised(Again(error))}.",
        _ => "",
    };

    private static string ForStatus(StatusCode status) => status switch
    {
        StatusCode.Unavailable => $"Check that the coordinator runs, and where: --endpoint or {GlobalOptions.EndpointVariable}.",
        StatusCode.DeadlineExceeded =>
            "What was asked may or may not have happened; repeating it does no harm. Give more time with --timeout, or ask another --endpoint.",
        StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unknown =>
            $"Check that an ActorNet coordinator of this version listens there: --endpoint or {GlobalOptions.EndpointVariable}.",
        _ => "",
    };

    private static string Again(ServiceError error) =>
        error.RetryDelay is { } delay ? $"try again in {DurationText.Format(delay)}" : "try again";

    private static string Capitalised(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
