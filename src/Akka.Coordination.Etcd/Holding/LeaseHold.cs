using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Leases;
using Google.Protobuf;

namespace Akka.Coordination.Etcd.Holding;

/// <summary>
/// One hold on a lease, from when it was acquired until it is lost or released: an etcd lease that is kept alive, and a key under it that is
/// looked at every heartbeat, because somebody may have deleted it by hand.
/// </summary>
internal sealed class LeaseHold
{
    private readonly EtcdConnection connection;
    private readonly EtcdLeaseKeeper keeper;
    private readonly ByteString key;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource<LeaseException?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LeaseHold(EtcdConnection connection, EtcdLeaseKeeper keeper, ByteString key, TimeSpan heartbeat, TimeProvider time)
    {
        (this.connection, this.keeper, this.key, this.time) = (connection, keeper, key, time);
        _ = FollowAsync(heartbeat);
    }

    /// <summary>False from the deadline on, which is counted here and from when etcd was last asked.</summary>
    public bool IsHeld => keeper.IsHeld && !ended.Task.IsCompleted;

    /// <summary>Done when the hold is over: with the reason when it is lost, with null when it is released.</summary>
    public Task<LeaseException?> Ended => ended.Task;

    /// <summary>Whether the key is there, and under the etcd lease of this hold.</summary>
    public async Task<bool> IsInEtcdAsync(CancellationToken cancellation)
    {
        var answer = await connection.ReadAsync(LeaseRequests.Read(key), cancellation).ConfigureAwait(false);
        return answer.Kvs.Count > 0 && answer.Kvs[0].Lease == keeper.LeaseId;
    }

    /// <summary>It is held no more, with null as reason because its owner wants it so.</summary>
    public void End(LeaseException? reason)
    {
        if (ended.TrySetResult(reason))
        {
            // What is left in etcd after it ends by itself; nobody needs to wait for it.
            _ = keeper.DisposeAsync().AsTask();
        }
    }

    private async Task FollowAsync(TimeSpan heartbeat)
    {
        using var stop = new CancellationTokenSource();
        var looking = LookAsync(heartbeat, stop.Token);
        await Task.WhenAny(keeper.Lost, looking, Ended).ConfigureAwait(false);
        if (keeper.Lost.IsCompletedSuccessfully)
        {
            var reason = await keeper.Lost.ConfigureAwait(false);
            End(new LeaseException(reason.Message, reason));
        }
        else if (looking.IsCompletedSuccessfully)
        {
            End(new LeaseException($"the key {key.ToStringUtf8()} was deleted or taken"));
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Returns when the key is gone.</summary>
    private async Task LookAsync(TimeSpan heartbeat, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(heartbeat, time);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                if (!await IsInEtcdAsync(cancellation).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (Exception failure) when (failure is EtcdException or ObjectDisposedException)
            {
                // How long the hold lasts without an answer is the keeper's to say.
            }
        }
    }
}
