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
        StatusCode.ResourceExhausted => (failure.IsSaidByEtcd() && !failure.IsOutOfSpace())
            || failure.Status.Detail.StartsWith("grpc: received message", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>
    /// Whether the quota of the database is used up (etcd's ErrNoSpace). Not a refusal: the transaction that crosses the line is applied first,
    /// and answered with this error then (etcdserver apply.go, quotaApplierV3.Txn).
    /// </summary>
    public static bool IsOutOfSpace(this RpcException failure) =>
        failure.StatusCode == StatusCode.ResourceExhausted && failure.Status.Detail.Contains("database space exceeded", StringComparison.Ordinal);

    /// <summary>Whether the revision is compacted (etcd's ErrCompacted).</summary>
    public static bool IsCompacted(this RpcException failure) =>
        failure.StatusCode == StatusCode.OutOfRange && failure.Status.Detail.Contains("has been compacted", StringComparison.Ordinal);

    /// <summary>Whether the token is not valid, or not any more (etcd's ErrInvalidAuthToken, ErrAuthOldRevision).</summary>
    public static bool IsStaleToken(this RpcException failure) =>
        failure.StatusCode == StatusCode.Unauthenticated
        || (failure.StatusCode == StatusCode.InvalidArgument && failure.Status.Detail.Contains("revision of auth store is old", StringComparison.Ordinal));

    /// <summary>Whether nothing of the call was sent, because there was no connection yet.</summary>
    public static bool IsUnsent(this RpcException failure) => failure is UnsentException
        || failure.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };

    /// <summary>Whether another member may do better.</summary>
    public static bool BlamesMember(this RpcException failure) =>
        failure.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown && !failure.BlamesCluster();

    /// <summary>Whether the member was too slow, which may be its own fault or that of the cluster.</summary>
    public static bool BlamesCluster(this RpcException failure) => failure.StatusCode == StatusCode.DeadlineExceeded
        || (failure.StatusCode == StatusCode.Unavailable && failure.IsSaidByEtcd()
            && (failure.Status.Detail.Contains("leader changed", StringComparison.Ordinal) || failure.Status.Detail.Contains("timed out", StringComparison.Ordinal)));

    /// <summary>What went wrong, in words for a human: the cause at the bottom where there is one, not the layers above it.</summary>
    public static string Explain(this RpcException failure)
    {
        if (failure.IsOutOfSpace())
        {
            return "the quota of etcd's database is used up (compact, defragment, disarm the alarm, or raise --quota-backend-bytes)";
        }

        var cause = failure.Status.DebugException;
        while (cause is HttpRequestException or IOException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause?.Message ?? (failure.Status.Detail.Length > 0 ? failure.Status.Detail : failure.StatusCode.ToString());
    }

    public static EtcdException ToRefusal(this RpcException failure) =>
        failure.IsCompacted() ? new EtcdCompactedException(0, failure) : new EtcdRefusedException(failure.Status, failure);

    private static bool IsSaidByEtcd(this RpcException failure) => failure.Status.Detail.StartsWith("etcdserver:", StringComparison.Ordinal);
}
