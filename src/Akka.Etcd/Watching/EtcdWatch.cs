using System.Runtime.CompilerServices;
using Akka.Etcd.Configuration;
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
internal sealed class EtcdWatch(MemberSelector selector, Credentials credentials, EtcdConnectionSettings settings, TimeProvider time)
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<EtcdChanges> RunAsync(EtcdKeyRange range, long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (next, backOff) = (fromRevision, MinBackOff);
        while (true)
        {
            var stream = ReadStreamAsync(range, next, cancellation).GetAsyncEnumerator(cancellation);
            await using (stream.ConfigureAwait(false))
            {
                while (await TryMoveAsync(stream, cancellation).ConfigureAwait(false))
                {
                    (next, backOff) = (stream.Current.Revision + 1, MinBackOff);
                    yield return stream.Current;
                }
            }

            await Task.Delay(backOff * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellation).ConfigureAwait(false);
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
            return failure.IsRefusal() && !failure.IsStaleToken() ? throw failure.ToRefusal() : false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<EtcdChanges> ReadStreamAsync(EtcdKeyRange range, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var member = selector.Current;
        selector.Enter();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, member.Abandoned);
            var headers = await credentials.HeadersAsync(member, settings.CallTimeout, either.Token).ConfigureAwait(false);
            using var call = member.Watches.Watch(new CallOptions(EtcdConnection.WithLeader(headers), cancellationToken: either.Token));
            var create = new WatchCreateRequest { Key = range.Start, RangeEnd = range.End, StartRevision = from, Fragment = true };
            await call.RequestStream.WriteAsync(new WatchRequest { CreateRequest = create }, either.Token).ConfigureAwait(false);

            var parts = new List<Mvccpb.Event>();
            while (await MoveNextAsync(call, member, headers, either.Token).ConfigureAwait(false))
            {
                var response = call.ResponseStream.Current;
                ThrowIfOver(response);
                parts.AddRange(response.Events);
                if (!response.Fragment && parts.Count > 0)
                {
                    yield return new EtcdChanges(parts);
                    parts = [];
                }
            }
        }
        finally
        {
            selector.Leave();
        }
    }

    private async Task<bool> MoveNextAsync(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call, EtcdMember member, Metadata? headers, CancellationToken cancellation)
    {
        try
        {
            var isThere = await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false);
            selector.Heard(member);
            return isThere;
        }
        catch (RpcException failure)
        {
            if (failure.IsStaleToken())
            {
                credentials.Forget(headers);
            }
            else if (failure.BlamesMember() && !cancellation.IsCancellationRequested)
            {
                selector.Failed(member, failure.Status.Detail);
            }

            throw;
        }
    }

    private static void ThrowIfOver(WatchResponse response)
    {
        if (response.CompactRevision > 0)
        {
            throw new EtcdCompactedException(response.CompactRevision);
        }

        if (response.Canceled)
        {
            // A refusal comes as a word in a stream that stays open (etcd api/v3rpc/watch.go).
            throw new RpcException(new Status(
                response.CancelReason.Contains("permission denied", StringComparison.Ordinal) ? StatusCode.PermissionDenied : StatusCode.Unavailable,
                response.CancelReason));
        }
    }
}
