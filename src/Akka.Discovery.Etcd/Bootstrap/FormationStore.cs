using Akka.Actor;
using Akka.Etcd.Connection;
using Akka.Etcd.Leases;
using Etcdserverpb;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>One node's dealings with etcd while a cluster comes to be, and the one etcd lease that its keys are under.</summary>
internal sealed class FormationStore(EtcdConnection connection, ClusterKeys keys, Address self, TimeSpan timeToLive, TimeProvider time) : IAsyncDisposable
{
    private EtcdLeaseKeeper? keeper;

    /// <summary>Done when the etcd lease is lost, and with it what this node has in etcd.</summary>
    public Task Lost => keeper?.Lost ?? Task.CompletedTask;

    /// <summary>Asks to form the cluster; says who does, or who is in it.</summary>
    public async Task<FormationView> SeekAsync(ClusterNode node, CancellationToken cancellation)
    {
        var answer = await SendUnderLeaseAsync(lease => FormationRequests.Seek(keys, node, lease), cancellation).ConfigureAwait(false);
        return FormationRequests.ReadSeek(answer, node);
    }

    /// <summary>Announces a node that is in the cluster.</summary>
    /// <returns>The revision; null: another formation is the cluster.</returns>
    public async Task<long?> AnnounceAsync(ClusterNode node, CancellationToken cancellation)
    {
        var answer = await SendUnderLeaseAsync(lease => FormationRequests.Announce(keys, keys.Member(self), node, lease), cancellation).ConfigureAwait(false);
        return FormationRequests.IsAnnounced(answer) ? answer.Header.Revision : null;
    }

    /// <summary>Who is in the cluster.</summary>
    public async Task<FormationView> ReadAsync(CancellationToken cancellation)
    {
        var range = keys.Members;
        var answer = await connection.ReadAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End }, cancellation).ConfigureAwait(false);
        return new FormationView(answer.Header.Revision, Forming: null, [.. answer.Kvs.Select(member => ClusterNode.Parse(member.Value))]);
    }

    /// <summary>Takes away what a process has left that had this node's address before: it is gone, or else this one could not listen there.</summary>
    /// <returns>How many keys it had left.</returns>
    public async Task<int> ClearPredecessorAsync(int uid, CancellationToken cancellation)
    {
        var cleared = 0;
        foreach (var key in new[] { keys.Forming, keys.Member(self) })
        {
            var answer = await connection.ReadAsync(new RangeRequest { Key = key }, cancellation).ConfigureAwait(false);
            if (answer.Kvs.Count > 0 && ClusterNode.Parse(answer.Kvs[0].Value) is var left && left.Address == self.ToString() && left.Uid != uid)
            {
                await connection.TransactUntilKnownAsync(FormationRequests.Remove(answer.Kvs[0]), cancellation).ConfigureAwait(false);
                cleared++;
            }
        }

        return cleared;
    }

    /// <summary>Returns when anything changes after a revision.</summary>
    public async Task ChangeAsync(long afterRevision, CancellationToken cancellation)
    {
        await foreach (var _ in connection.WatchAsync(keys.All, afterRevision + 1, cancellation).ConfigureAwait(false))
        {
            return;
        }
    }

    /// <summary>Returns when another formation becomes the cluster after a revision, or this node's announcement is gone.</summary>
    public async Task DisputeAsync(long afterRevision, string formation, CancellationToken cancellation)
    {
        var announcement = keys.Member(self);
        await foreach (var changes in connection.WatchAsync(keys.All, afterRevision + 1, cancellation).ConfigureAwait(false))
        {
            if (changes.Events.Any(change =>
                    (change.Kv.Key == announcement && change.Type == Mvccpb.Event.Types.EventType.Delete)
                    || (change.Kv.Key == keys.Formation && change.Kv.Value.ToStringUtf8() != formation)))
            {
                return;
            }
        }
    }

    /// <summary>Takes away what this node has in etcd.</summary>
    public ValueTask DisposeAsync() => keeper?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>
    /// Sends a transaction under an etcd lease that is held. Where it is a new one, the lost one is revoked only after that: etcd may still have it,
    /// when it was away itself, and no moment may pass in which this node's announcement is missing and another one may form.
    /// </summary>
    private async Task<TxnResponse> SendUnderLeaseAsync(Func<long, TxnRequest> request, CancellationToken cancellation)
    {
        EtcdLeaseKeeper? lost = null;
        if (keeper is not { IsHeld: true })
        {
            lost = keeper;
            keeper = await EtcdLeaseKeeper.StartAsync(connection, timeToLive, time, cancellation).ConfigureAwait(false);
        }

        var answer = await connection.TransactUntilKnownAsync(request(keeper.LeaseId), cancellation).ConfigureAwait(false);
        if (lost is not null)
        {
            await lost.DisposeAsync().ConfigureAwait(false);
        }

        return answer;
    }
}
