using Grpc.Core;

namespace Akka.Etcd.Errors;

/// <summary>etcd did not do what it was asked for.</summary>
public abstract class EtcdException(string message, Exception? cause) : Exception(message, cause);

/// <summary>No member answered. A read can be tried again; nothing has been written.</summary>
public sealed class EtcdUnavailableException(string message, Exception? cause = null) : EtcdException(message, cause);

/// <summary>The call was sent and no answer came: it may have been done, may be done later, or never.</summary>
public sealed class EtcdOutcomeUnknownException(string message, Exception? cause = null) : EtcdException(message, cause);

/// <summary>etcd refused the call, and has not done any of it.</summary>
/// <param name="status">What it answered.</param>
/// <param name="cause">The call's failure.</param>
public sealed class EtcdRefusedException(Status status, Exception? cause = null) : EtcdException($"etcd refused: {status.Detail}", cause)
{
    /// <summary>The kind of refusal.</summary>
    public StatusCode Code { get; } = status.StatusCode;

    /// <summary>
    /// Whether the request was larger than the member takes: <c>--max-request-bytes</c>, or the limit of its gRPC server half a MiB above it.
    /// </summary>
    public bool IsTooLarge { get; } =
        (status.StatusCode == StatusCode.InvalidArgument && status.Detail.Contains("request is too large", StringComparison.Ordinal))
        || (status.StatusCode == StatusCode.ResourceExhausted && status.Detail.Contains("larger than max", StringComparison.Ordinal));

    /// <summary>Whether it had more operations than the member takes: <c>--max-txn-ops</c>.</summary>
    public bool HasTooManyOperations { get; } =
        status.StatusCode == StatusCode.InvalidArgument && status.Detail.Contains("too many operations", StringComparison.Ordinal);
}

/// <summary>The revision that was asked for is compacted away.</summary>
/// <param name="oldestRevision">The oldest one that there is.</param>
/// <param name="cause">The call's failure.</param>
public sealed class EtcdCompactedException(long oldestRevision, Exception? cause = null)
    : EtcdException(oldestRevision > 0 ? $"the revision is compacted; the oldest one left is {oldestRevision}" : "the revision is compacted", cause)
{
    /// <summary>The oldest revision that there is; 0 where the member did not say.</summary>
    public long OldestRevision { get; } = oldestRevision;
}
