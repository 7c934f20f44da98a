using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Keys;

/// <summary>Transactions that may be sent again: they only read, or do the same when they are done twice.</summary>
internal static class RepeatedTransactions
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends a transaction that may be done twice, until it is known what came of it.</summary>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    /// <exception cref="OperationCanceledException">There was no answer until then.</exception>
    public static async Task<TxnResponse> TransactUntilKnownAsync(
        this EtcdConnection etcd,
        TxnRequest request,
        TimeProvider time,
        CancellationToken cancellation)
    {
        for (var backOff = MinBackOff; ; backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks)))
        {
            try
            {
                return await etcd.TransactAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (EtcdOutcomeUnknownException)
            {
                await Task.Delay(backOff * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
