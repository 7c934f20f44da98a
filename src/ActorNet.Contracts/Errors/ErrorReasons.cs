using System.Collections.Frozen;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Contracts.Errors;

/// <summary>The names and status codes of <see cref="ErrorReason"/>, as <c>error_reason.proto</c> documents them.</summary>
public static class ErrorReasons
{
    private const string Prefix = "ERROR_REASON_";

    private static readonly FrozenDictionary<string, ErrorReason> ByProtoName = ErrorReasonReflection.Descriptor.EnumTypes
        .Single(type => type.Name == nameof(ErrorReason))
        .Values.ToFrozenDictionary(value => value.Name, value => (ErrorReason)value.Number, StringComparer.Ordinal);

    private static readonly FrozenDictionary<ErrorReason, string> WireNames = ByProtoName.ToFrozenDictionary(
        pair => pair.Value,
        pair => pair.Key[Prefix.Length..]);

    /// <summary>The name that google.rpc.ErrorInfo carries: <c>POOL_EXHAUSTED</c>.</summary>
    public static string ToWireName(this ErrorReason reason) => WireNames.GetValueOrDefault(reason, "UNSPECIFIED");

    /// <summary>Reads the name that google.rpc.ErrorInfo carries; false for one that this version does not know.</summary>
    public static bool TryParseWireName(string name, out ErrorReason reason) => ByProtoName.TryGetValue(Prefix + name, out reason);

    /// <summary>The status code that goes with a reason.</summary>
    public static StatusCode ToStatusCode(this ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidField => StatusCode.InvalidArgument,
        ErrorReason.PoolNotFound or ErrorReason.LeaseNotFound or ErrorReason.NotFound => StatusCode.NotFound,
        ErrorReason.PoolAlreadyExists or ErrorReason.ReservationAlreadyExists => StatusCode.AlreadyExists,
        ErrorReason.PoolOverlap or ErrorReason.EpochStale or ErrorReason.NodeIdInUse or ErrorReason.LeaseRevoked or ErrorReason.PlanOutdated
            or ErrorReason.PoolInUse or ErrorReason.PoolCordoned or ErrorReason.PoolSelectorTie or ErrorReason.PoolClosing
            or ErrorReason.ReservationOverlap or ErrorReason.NodeAlreadyPinned or ErrorReason.CidrInUse => StatusCode.FailedPrecondition,
        ErrorReason.PoolExhausted or ErrorReason.PoolHeadroom or ErrorReason.QueueFull or ErrorReason.LimitReached => StatusCode.ResourceExhausted,
        ErrorReason.ShardUnavailable or ErrorReason.DirectoryBehind or ErrorReason.ShuttingDown => StatusCode.Unavailable,
        ErrorReason.PageTokenExpired => StatusCode.Aborted,
        ErrorReason.NotImplemented => StatusCode.Unimplemented,
        ErrorReason.HistoryNotKept => StatusCode.OutOfRange,
        _ => StatusCode.Unknown,
    };
}
