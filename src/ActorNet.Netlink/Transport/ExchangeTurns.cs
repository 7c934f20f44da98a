using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>Lets the callers of one socket take turns. The kernel works inside the calls of send and receive, so that there is nothing to await: exchanges run on a thread of the pool, the caller's if that is one.</summary>
internal sealed class ExchangeTurns(NetlinkSocket socket) : IDisposable
{
    private const int DumpAttempts = 16;

    private readonly QueryExchange queries = new(socket);
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>All objects of a kind. A dump that changes interrupted, as the kernel says or as can be seen, is read again.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or the objects changed during every attempt (EINTR).</exception>
    public Task<IReadOnlyList<T>> DumpAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class =>
        TakeAsync<IReadOnlyList<T>>(() => Read(query, MessageFlags.Dump, cancellationToken), cancellationToken);

    /// <summary>One object; null if the kernel answers with none.</summary>
    /// <exception cref="NetlinkException">The kernel refused: there is no such object, say.</exception>
    public Task<T?> GetAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class =>
        TakeAsync(() => Read(query, MessageFlags.Ack, cancellationToken) is [var item, ..] ? item : null, cancellationToken);

    /// <summary>Runs one exchange when nobody else's is under way.</summary>
    public async Task<T> TakeAsync<T>(Func<T> exchange, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Thread.CurrentThread.IsThreadPoolThread ? exchange() : await Task.Run(exchange, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Closes the socket; who waits for a turn then finds it closed.</summary>
    public void Dispose() => socket.Dispose();

    private List<T> Read<T>(Query<T> query, MessageFlags flags, CancellationToken cancellationToken) where T : class
    {
        for (var attempt = 0; attempt < DumpAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (queries.TryRead(query, flags, out var found) && query.IsOfOneMoment(found))
                return found;
        }

        throw new NetlinkException(query.What, new NetlinkError(Errno.EINTR, $"changed during each of {DumpAttempts} attempts"));
    }
}
