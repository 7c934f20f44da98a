using Akka.Etcd.Configuration;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Akka.Etcd.Watching;
using Akka.Event;
using Etcdserverpb;
using Grpc.Core;

namespace Akka.Etcd.Connection;

/// <summary>
/// A connection to an etcd cluster: one HTTP/2 connection to one member at a time, for any number of callers, and another member as soon as that
/// one fails. Transactions are sent once, never again behind the caller's back. Thread-safe.
/// </summary>
public sealed class EtcdConnection : IAsyncDisposable
{
    private readonly Calls calls;

    /// <summary>Makes a connection; members are not called before something is asked of them.</summary>
    /// <param name="settings">How to reach the cluster.</param>
    /// <param name="log">Hears of every change of member.</param>
    /// <param name="time">The clock; the system's where none is given.</param>
    /// <exception cref="ArgumentException">The settings are wrong; the message names each.</exception>
    public EtcdConnection(EtcdConnectionSettings settings, ILoggingAdapter? log = null, TimeProvider? time = null)
    {
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(settings));
        }

        Settings = settings;
        Log = log ?? NoLogger.Instance;
        calls = new Calls(settings, time ?? TimeProvider.System, Log);
    }

    /// <summary>How the cluster is reached.</summary>
    public EtcdConnectionSettings Settings { get; }

    /// <summary>The client URL of the member in use; another one from one moment to the next.</summary>
    public Uri Current => calls.Current.Url;

    /// <summary>Hears of what concerns the operator.</summary>
    internal ILoggingAdapter Log { get; }

    /// <summary>Sends a transaction, once.</summary>
    /// <exception cref="EtcdRefusedException">It was refused and nothing of it was done.</exception>
    /// <exception cref="EtcdOutcomeUnknownException">No answer came in time.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up: the outcome is unknown as well.</exception>
    public Task<TxnResponse> TransactAsync(TxnRequest request, CancellationToken cancellation) =>
        calls.OnceAsync((member, options) => member.KeyValues.TxnAsync(request, options).ResponseAsync, cancellation);

    /// <summary>
    /// Sends a transaction again until it is known what became of it: for those that only read, and those that do the same when they are done twice.
    /// </summary>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    /// <exception cref="OperationCanceledException">There was no answer until the caller gave up.</exception>
    public Task<TxnResponse> TransactUntilKnownAsync(TxnRequest request, CancellationToken cancellation) =>
        calls.UntilKnownAsync((member, options) => member.KeyValues.TxnAsync(request, options).ResponseAsync, cancellation);

    /// <summary>Reads a range, linearizably unless the request says otherwise; tries on all members in turn.</summary>
    /// <exception cref="EtcdCompactedException">The revision that was asked for is gone.</exception>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    /// <exception cref="EtcdUnavailableException">No member answered within <see cref="EtcdConnectionSettings.ReadTimeout"/>.</exception>
    public Task<RangeResponse> ReadAsync(RangeRequest request, CancellationToken cancellation) =>
        calls.UntilAnsweredAsync((member, options) => member.KeyValues.RangeAsync(request, options).ResponseAsync, cancellation);

    /// <summary>Makes an etcd lease. One whose grant is not heard of ends by itself.</summary>
    /// <param name="timeToLive">At least 1 s, in whole seconds; the cluster may give more.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than 1 s.</exception>
    public Task<LeaseGrantResponse> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellation) => GrantLeaseAsync(leaseId: 0, timeToLive, cancellation);

    /// <summary>Makes an etcd lease with a number that several programs know, so that each can keep it alive.</summary>
    /// <param name="leaseId">Its number, 1 or more; 0: etcd chooses one.</param>
    /// <param name="timeToLive">At least 1 s, in whole seconds; the cluster may give more.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than 1 s, or the number is negative.</exception>
    /// <exception cref="EtcdRefusedException">There is a lease of that number (<see cref="StatusCode.FailedPrecondition"/>), also where it was made by an attempt whose answer was lost.</exception>
    public Task<LeaseGrantResponse> GrantLeaseAsync(long leaseId, TimeSpan timeToLive, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaseId);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        var request = new LeaseGrantRequest { ID = leaseId, TTL = (long)Math.Ceiling(timeToLive.TotalSeconds) };
        return calls.UntilAnsweredAsync((member, options) => member.Leases.LeaseGrantAsync(request, options).ResponseAsync, cancellation);
    }

    /// <summary>Extends an etcd lease by its time to live, once.</summary>
    /// <returns>Its time to live from now on; null: there is no such lease any more.</returns>
    /// <exception cref="EtcdOutcomeUnknownException">No answer came in time.</exception>
    public async Task<TimeSpan?> KeepLeaseAliveAsync(long leaseId, CancellationToken cancellation)
    {
        var answer = await calls.OnceAsync(
            async (member, options) =>
            {
                using var call = member.Leases.LeaseKeepAlive(options.WithHeaders(WithLeader(options.Headers)));
                await call.RequestStream.WriteAsync(new LeaseKeepAliveRequest { ID = leaseId }, options.CancellationToken).ConfigureAwait(false);
                await call.RequestStream.CompleteAsync().ConfigureAwait(false);
                return await call.ResponseStream.MoveNext(options.CancellationToken).ConfigureAwait(false)
                    ? call.ResponseStream.Current
                    : throw new RpcException(new Status(StatusCode.Unavailable, "the member closed the stream without an answer"));
            },
            cancellation).ConfigureAwait(false);
        return answer.TTL > 0 ? TimeSpan.FromSeconds(answer.TTL) : null;
    }

    /// <summary>Ends an etcd lease, and with it its keys. One that is gone already is no error.</summary>
    public async Task RevokeLeaseAsync(long leaseId, CancellationToken cancellation)
    {
        try
        {
            var request = new LeaseRevokeRequest { ID = leaseId };
            await calls.UntilAnsweredAsync((member, options) => member.Leases.LeaseRevokeAsync(request, options).ResponseAsync, cancellation).ConfigureAwait(false);
        }
        catch (EtcdRefusedException refusal) when (refusal.Code == StatusCode.NotFound)
        {
        }
    }

    /// <summary>
    /// Every change of a range from a revision on, in order and once each, across reconnects and changes of member, until it is cancelled. Each
    /// element holds whole revisions.
    /// </summary>
    /// <param name="range">Which keys.</param>
    /// <param name="fromRevision">The first revision that is of interest, from 1.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EtcdCompactedException">A revision that was not yet delivered is gone.</exception>
    /// <exception cref="EtcdRefusedException">The member does not allow it.</exception>
    public IAsyncEnumerable<EtcdChanges> WatchAsync(EtcdKeyRange range, long fromRevision, CancellationToken cancellation) =>
        new EtcdWatch(calls, Settings.CallTimeout).RunAsync(range, fromRevision, cancellation);

    /// <summary>Closes the connection and ends all calls: those under way, and those made later, fail with an <see cref="ObjectDisposedException"/>, or with their outcome unknown.</summary>
    public ValueTask DisposeAsync() => calls.DisposeAsync();

    /// <summary>Without it a member that has lost the cluster keeps a stream open and silent (etcd api/v3rpc, MetadataRequireLeaderKey).</summary>
    internal static Metadata WithLeader(Metadata? headers)
    {
        var all = new Metadata { { "hasleader", "true" } };
        foreach (var header in headers ?? [])
        {
            all.Add(header);
        }

        return all;
    }
}
