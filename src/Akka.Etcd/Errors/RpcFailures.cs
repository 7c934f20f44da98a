using Grpc.Core;

namespace Akka.Etcd.Errors;

/// <summary>What a failed call means.</summary>
internal static class RpcFailures
{
    /// <summary>
    /// Whether the member decided not to do it. Every other status may come from anywhere between here and there, and says nothing about what
    /// was done: etcd itself answers Unavailable for "request timed out" and "leader changed", when the transaction may still be committed.
    /// </summary>
    public static bool IsRefusal(this RpcException failure) => failure.StatusCode switch
    {
        StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.PermissionDenied => true,
        StatusCode.Unauthenticated or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Unimplemented => true,

        // A connection that is told to calm down (HTTP/2 ENHANCE_YOUR_CALM) ends with this status as well.
        StatusCode.ResourceExhausted => failure.Status.Detail.StartsWith("etcdserver:", StringComparison.Ordinal)
            || failure.Status.Detail.StartsWith("grpc:", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Whether the revision is compacted (etcd's ErrCompacted).</summary>
    public static bool IsCompacted(this RpcException failure) =>
        failure.StatusCode == StatusCode.OutOfRange && failure.Status.Detail.Contains("has been compacted", StringComparison.Ordinal);

    /// <summary>Whether the token is not valid, or not any more (etcd's ErrInvalidAuthToken, ErrAuthOldRevision).</summary>
    public static bool IsStaleToken(this RpcException failure) =>
        failure.StatusCode == StatusCode.Unauthenticated
        || (failure.StatusCode == StatusCode.InvalidArgument && failure.Status.Detail.Contains("revision of auth store is old", StringComparison.Ordinal));

    /// <summary>Whether another member may do better.</summary>
    public static bool BlamesMember(this RpcException failure) => failure.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown;

    public static EtcdException ToRefusal(this RpcException failure) =>
        failure.IsCompacted() ? new EtcdCompactedException(0, failure) : new EtcdRefusedException(failure.Status, failure);
}
