using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Etcdserverpb;

namespace Akka.Discovery.Etcd.Registration;

/// <summary>Sends transactions that may be done twice.</summary>
internal static class RepeatableTransaction
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends it until an answer comes.</summary>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    public static async Task<TxnResponse> SendAsync(EtcdConnection connection, TxnRequest request, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await connection.TransactAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (EtcdOutcomeUnknownException)
            {
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
