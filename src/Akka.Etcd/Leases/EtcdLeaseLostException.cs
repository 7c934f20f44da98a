using Akka.Etcd.Errors;

namespace Akka.Etcd.Leases;

/// <summary>Why an etcd lease is not held any more. See <see cref="EtcdLeaseKeeper.Lost"/>.</summary>
public sealed class EtcdLeaseLostException : EtcdException
{
    internal EtcdLeaseLostException(long leaseId, string reason, Exception? cause = null)
        : base($"etcd lease {leaseId:x} is lost: {reason}", cause) => LeaseId = leaseId;

    /// <summary>Which lease it was.</summary>
    public long LeaseId { get; }
}
