using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Leases;
using Akka.Etcd.Transactions;
using Akka.Event;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Discovery.Etcd.Registration;

/// <summary>
/// Keeps one key in etcd while it runs: under an etcd lease, put again when the lease is lost or the key is gone. Ended, it takes the key away.
/// </summary>
internal sealed class MemberRegistration(EtcdConnection connection, ByteString key, ByteString value, TimeSpan timeToLive, ILoggingAdapter log, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Registers, and stays registered until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
            catch (Exception failure) when (failure is EtcdException or ObjectDisposedException)
            {
                log.Warning("{0} is not registered in etcd: {1}", key.ToStringUtf8(), failure.Message);
                await Task.Delay(RetryPause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Returns when the etcd lease is lost.</summary>
    private async Task HoldAsync(CancellationToken cancellation)
    {
        var keeper = await EtcdLeaseKeeper.StartAsync(connection, timeToLive, time, cancellation).ConfigureAwait(false);
        await using (keeper.ConfigureAwait(false))
        {
            while (keeper.IsHeld)
            {
                if (!await IsThereAsync(cancellation).ConfigureAwait(false))
                {
                    // Whatever is there was left by a process that had this address before.
                    var request = new TxnRequest { Success = { Operation.Put(key, value, keeper.LeaseId) } };
                    await connection.TransactUntilKnownAsync(request, cancellation).ConfigureAwait(false);
                    log.Info("registered in etcd: {0}", key.ToStringUtf8());
                }

                await Task.WhenAny(keeper.Lost, Task.Delay(timeToLive, time, cancellation)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }

            async Task<bool> IsThereAsync(CancellationToken cancellation)
            {
                var answer = await connection.ReadAsync(new RangeRequest { Key = key }, cancellation).ConfigureAwait(false);
                return answer.Kvs.Count > 0 && answer.Kvs[0].Lease == keeper.LeaseId;
            }
        }
    }
}
