using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Grpc.Core;

namespace Akka.Etcd.Watching;

/// <summary>
/// One watch over any number of streams. A stream that ends is opened again behind the last change that was delivered: a revision comes whole
/// or not at all, so nothing is lost or doubled between two of them.
/// </summary>
internal sealed class EtcdWatch(Calls calls, TimeSpan callTimeout)
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMilliseconds(500);

    /// <summary>The first revision that is not delivered.</summary>
    private long next;

    /// <summary>Whether the last stream was refused with a token that may have been too old.</summary>
    private bool wasDenied;

    public async IAsyncEnumerable<EtcdChanges> RunAsync(EtcdKeyRange range, long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        next = fromRevision;
        var backOff = MinBackOff;
        while (true)
        {
            var stream = ReadStreamAsync(range, cancellation).GetAsyncEnumerator(cancellation);
            await using (stream.ConfigureAwait(false))
            {
                while (await TryMoveAsync(stream, cancellation).ConfigureAwait(false))
                {
                    (next, backOff) = (stream.Current.Revision + 1, MinBackOff);
                    yield return stream.Current;
                }
            }

            await calls.DelayAsync(backOff, cancellation).ConfigureAwait(false);
            backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks));
        }
    }

    /// <summary>False: the stream is over, and another one may go on.</summary>
    private static async Task<bool> TryMoveAsync(IAsyncEnumerator<EtcdChanges> stream, CancellationToken cancellation)
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            return failure.IsRefusal() ? throw failure.ToRefusal() : false;
        }
    }

    private async IAsyncEnumerable<EtcdChanges> ReadStreamAsync(EtcdKeyRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var exchange = calls.Open(cancellation);
        var headers = await exchange.SignInAsync(DateTime.UtcNow + callTimeout).ConfigureAwait(false);
        using var call = exchange.Member.Watches.Watch(new CallOptions(EtcdConnection.WithLeader(headers), cancellationToken: exchange.Cancellation));

        // Fragments: a revision may be larger than a message may be. No notices of progress: some versions of etcd have sent them ahead of changes.
        var create = new WatchCreateRequest { Key = range.Start, RangeEnd = range.End, StartRevision = next, Fragment = true };
        await exchange.AskAsync(async () =>
        {
            await call.RequestStream.WriteAsync(new WatchRequest { CreateRequest = create }, exchange.Cancellation).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

        var parts = new List<Mvccpb.Event>();
        while (await exchange.AskAsync(() => call.ResponseStream.MoveNext(exchange.Cancellation)).ConfigureAwait(false))
        {
            var response = call.ResponseStream.Current;
            ThrowIfOver(response, exchange, headers);
            parts.AddRange(response.Events);
            if (parts.Count > 0 && !response.Fragment)
            {
                yield return new EtcdChanges(parts);
                parts = [];
            }
        }
    }

    private void ThrowIfOver(WatchResponse response, Exchange exchange, Metadata? headers)
    {
        if (response.CompactRevision > 0)
        {
            throw new EtcdCompactedException(response.CompactRevision);
        }

        if (!response.Canceled)
        {
            wasDenied = false;
            return;
        }

        // A refusal comes as a word in a stream that stays open (etcd api/v3rpc/watch.go); a token that the member does not know is "permission denied"
        // in 3.4, and named as what it is later.
        var reason = response.CancelReason;
        var isDenied = reason.Contains("permission denied", StringComparison.Ordinal) || reason.Contains("user name is empty", StringComparison.Ordinal);
        var isStale = reason.Contains("auth token", StringComparison.Ordinal) || reason.Contains("auth store", StringComparison.Ordinal);
        var isWorthAnother = (isDenied || isStale) && exchange.Forget(headers) && !wasDenied;
        wasDenied = isDenied || isStale;
        throw new RpcException(new Status(wasDenied && !isWorthAnother ? StatusCode.PermissionDenied : StatusCode.Unavailable, reason));
    }
}
