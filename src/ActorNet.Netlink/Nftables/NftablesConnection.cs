using ActorNet.Netlink.Transport;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>
/// A connection to nf_tables in one network namespace. Safe for concurrent callers, whose exchanges with the kernel take turns.
/// What it reads comes by the extension methods of <see cref="NftablesOperations"/>.
/// </summary>
public sealed class NftablesConnection : IDisposable
{
    private const int WantedReceiveBuffer = 4 * 1024 * 1024;

    private readonly NetlinkSocket socket;
    private readonly TransactionExchange transactions;
    private readonly ExchangeTurns turns;

    private NftablesConnection(NetlinkSocket socket)
    {
        this.socket = socket;
        transactions = new TransactionExchange(socket);
        turns = new ExchangeTurns(socket);
    }

    /// <summary>Opens a connection in the network namespace of the calling thread.</summary>
    /// <exception cref="NetlinkException">The kernel refused: EPROTONOSUPPORT if it has no netfilter.</exception>
    public static NftablesConnection Open() => new(NetlinkSocket.Open(groups: 0, WantedReceiveBuffer, Libc.NetfilterProtocol));

    /// <summary>Opens a connection in another network namespace; it stays there, whichever thread uses it.</summary>
    /// <exception cref="NetlinkException">The kernel refused: EPERM without CAP_SYS_ADMIN.</exception>
    public static NftablesConnection Open(NetNamespace networkNamespace)
    {
        ArgumentNullException.ThrowIfNull(networkNamespace);
        return networkNamespace.Run(Open);
    }

    /// <summary>
    /// Carries out all requests in one transaction: a packet sees what was before or what is after, nothing between. If one is refused nothing has changed.
    /// </summary>
    /// <exception cref="NetlinkException">
    /// The kernel refused: the first refused request is named. EOPNOTSUPP if it has no nf_tables, EPERM without CAP_NET_ADMIN. ENOBUFS or ETIMEDOUT: it is not
    /// known whether it was carried out.
    /// </exception>
    public Task CommitAsync(IEnumerable<NetlinkRequest> requests, CancellationToken cancellationToken = default)
    {
        NetlinkRequest[] all = [.. requests];
        if (Array.Find(all, request => !NftMessageType.IsOne(request.Type)) is { } foreign)
            throw new ArgumentException($"'{foreign}' is no request to nf_tables; those are made by {nameof(NftRequest)}.", nameof(requests));

        return all.Length == 0
            ? Task.CompletedTask
            : turns.TakeAsync(
                () =>
                {
                    transactions.Commit(all);
                    return true;
                },
                cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    /// <summary>All objects of a kind, in as many pieces as the kernel gives them. What changed under way is read again.</summary>
    internal Task<IReadOnlyList<T>> DumpAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class =>
        turns.DumpAsync(query, cancellationToken);

    /// <summary>One object; null if the kernel answers with none.</summary>
    internal Task<T?> GetAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class =>
        turns.GetAsync(query, cancellationToken);
}
