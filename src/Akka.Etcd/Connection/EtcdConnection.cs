using System.Collections.Immutable;
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
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMilliseconds(250);

    private readonly ImmutableArray<EtcdMember> members;
    private readonly Credentials credentials;
    private readonly MemberSelector selector;
    private readonly TimeProvider time;

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
        this.time = time ?? TimeProvider.System;
        members = [.. settings.Endpoints.Select(url => new EtcdMember(url, HttpHandlers.Create(settings.Tls)))];
        credentials = new Credentials(settings.Username, settings.Password);
        selector = new MemberSelector(members, settings.ProbeInterval, settings.ProbeTimeout, this.time, Log);
    }

    /// <summary>How the cluster is reached.</summary>
    public EtcdConnectionSettings Settings { get; }

    /// <summary>The client URL of the member in use; another one from one moment to the next.</summary>
    public Uri Current => selector.Current.Url;

    /// <summary>Hears of what concerns the operator.</summary>
    internal ILoggingAdapter Log { get; }

    /// <summary>Sends a transaction, once.</summary>
    /// <exception cref="EtcdRefusedException">It was refused and nothing of it was done.</exception>
    /// <exception cref="EtcdOutcomeUnknownException">No answer came in time.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up: the outcome is unknown as well.</exception>
    public Task<TxnResponse> TransactAsync(TxnRequest request, CancellationToken cancellation) =>
        WriteAsync((member, options) => member.KeyValues.TxnAsync(request, options), cancellation);

    /// <summary>Reads a range, linearizably unless the request says otherwise; tries on all members in turn.</summary>
    /// <exception cref="EtcdCompactedException">The revision that was asked for is gone.</exception>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    /// <exception cref="EtcdUnavailableException">No member answered within <see cref="EtcdConnectionSettings.ReadTimeout"/>.</exception>
    public Task<RangeResponse> ReadAsync(RangeRequest request, CancellationToken cancellation) =>
        RetryAsync((member, options) => member.KeyValues.RangeAsync(request, options), cancellation);

    /// <summary>Makes an etcd lease. One whose grant is not heard of ends by itself.</summary>
    /// <param name="timeToLive">At least 1 s, in whole seconds; the cluster may give more.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than 1 s.</exception>
    public Task<LeaseGrantResponse> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        var request = new LeaseGrantRequest { TTL = (long)Math.Ceiling(timeToLive.TotalSeconds) };
        return RetryAsync((member, options) => member.Leases.LeaseGrantAsync(request, options), cancellation);
    }

    /// <summary>Extends an etcd lease by its time to live, once.</summary>
    /// <returns>Its time to live from now on; null: there is no such lease any more.</returns>
    /// <exception cref="EtcdOutcomeUnknownException">No answer came in time.</exception>
    public async Task<TimeSpan?> KeepLeaseAliveAsync(long leaseId, CancellationToken cancellation)
    {
        var answer = await WriteAsync(
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
            await RetryAsync((member, options) => member.Leases.LeaseRevokeAsync(request, options), cancellation).ConfigureAwait(false);
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
        new EtcdWatch(selector, credentials, Settings, time).RunAsync(range, fromRevision, cancellation);

    /// <summary>Ends all calls and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await selector.DisposeAsync().ConfigureAwait(false);
        foreach (var member in members)
        {
            member.Dispose();
        }

        credentials.Dispose();
    }

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

    private Task<T> WriteAsync<T>(Func<EtcdMember, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        WriteAsync((member, options) => call(member, options).ResponseAsync, cancellation);

    private async Task<T> WriteAsync<T>(Func<EtcdMember, CallOptions, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await AttemptAsync(call, cancellation).ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw failure.IsRefusal()
                ? failure.ToRefusal()
                : new EtcdOutcomeUnknownException($"etcd did not answer in time: {failure.Status.Detail}", failure);
        }
    }

    private async Task<T> RetryAsync<T>(Func<EtcdMember, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        for (var backOff = MinBackOff; ; backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks)))
        {
            try
            {
                return await AttemptAsync((member, options) => call(member, options).ResponseAsync, cancellation).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                cancellation.ThrowIfCancellationRequested();
                if (failure.IsRefusal())
                {
                    throw failure.ToRefusal();
                }

                if (time.GetElapsedTime(begin) + backOff > Settings.ReadTimeout)
                {
                    throw new EtcdUnavailableException($"no etcd member answered within {Settings.ReadTimeout.TotalSeconds} s: {failure.Status.Detail}", failure);
                }
            }

            await Task.Delay(backOff * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One call to the present member; twice when it does not know our token any more, which it says before it does anything.</summary>
    private async Task<T> AttemptAsync<T>(Func<EtcdMember, CallOptions, Task<T>> call, CancellationToken cancellation)
    {
        var member = selector.Current;
        selector.Enter();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, member.Abandoned);
            for (var isFirst = true; ; isFirst = false)
            {
                var headers = await credentials.HeadersAsync(member, Settings.CallTimeout, either.Token).ConfigureAwait(false);
                try
                {
                    var answer = await call(member, new CallOptions(headers, DateTime.UtcNow + Settings.CallTimeout, either.Token)).ConfigureAwait(false);
                    selector.Heard(member);
                    return answer;
                }
                catch (RpcException failure) when (isFirst && failure.IsStaleToken() && credentials.Forget(headers))
                {
                }
            }
        }
        catch (RpcException failure) when (failure.BlamesMember() && !cancellation.IsCancellationRequested)
        {
            selector.Failed(member, failure.Status.Detail);
            throw;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, $"{member.Url} is used no more"));
        }
        finally
        {
            selector.Leave();
        }
    }
}
