using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink;

/// <summary>
/// A connection to rtnetlink in one network namespace. Safe for concurrent callers, whose exchanges with the kernel take turns.
/// The operations are extension methods, in one class for each kind of object: <see cref="LinkOperations"/>,
/// <see cref="AddressOperations"/>, <see cref="RouteOperations"/>, <see cref="NeighbourOperations"/>, <see cref="FdbOperations"/>.
/// </summary>
public sealed class NetlinkConnection : IDisposable
{
    private const int WantedReceiveBuffer = 4 * 1024 * 1024;

    private readonly NetlinkSocket socket;
    private readonly BatchExchange batches;
    private readonly ExchangeTurns turns;

    private NetlinkConnection(NetlinkSocket socket)
    {
        this.socket = socket;
        batches = new BatchExchange(socket);
        turns = new ExchangeTurns(socket);
    }

    /// <summary>The netlink port id of this connection, which the kernel puts on notifications of the changes made over it.</summary>
    public uint PortId => socket.PortId;

    /// <summary>Opens a connection in the network namespace of the calling thread.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static NetlinkConnection Open() => new(NetlinkSocket.Open(groups: 0, WantedReceiveBuffer));

    /// <summary>Opens a connection in another network namespace; it stays there, whichever thread uses it.</summary>
    /// <exception cref="NetlinkException">The kernel refused: EPERM without CAP_SYS_ADMIN.</exception>
    public static NetlinkConnection Open(NetNamespace networkNamespace)
    {
        ArgumentNullException.ThrowIfNull(networkNamespace);
        return networkNamespace.Run(Open);
    }

    /// <summary>Opens a connection in the network namespace of the given file, such as <c>/run/netns/NAME</c>.</summary>
    /// <exception cref="NetlinkException">There is no such file (ENOENT), or the kernel refused: EPERM without CAP_SYS_ADMIN.</exception>
    public static NetlinkConnection OpenInNamespace(string path)
    {
        using var networkNamespace = NetNamespace.Open(path);
        return Open(networkNamespace);
    }

    /// <summary>
    /// Carries out requests in order, many in one exchange. Each has a result of its own: one that fails does not stop those after it.
    /// </summary>
    /// <param name="requests">The requests; their number is not limited.</param>
    /// <param name="cancellationToken">Stops between exchanges. The requests before have been carried out then.</param>
    /// <returns>A result for each request, in order.</returns>
    /// <exception cref="NetlinkException">The socket failed, or an answer of the kernel could not be understood.</exception>
    public Task<IReadOnlyList<NetlinkResult>> ExecuteAsync(
        IReadOnlyList<NetlinkRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        NetlinkRequest[] all = [.. requests];
        return turns.TakeAsync<IReadOnlyList<NetlinkResult>>(
            () =>
            {
                var results = new List<NetlinkResult>(all.Length);
                while (results.Count < all.Length)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    results.AddRange(batches.Execute(all.AsSpan(results.Count)));
                }

                return results;
            },
            cancellationToken);
    }

    /// <summary>Carries out one request.</summary>
    /// <exception cref="NetlinkException">The kernel refused the request.</exception>
    public async Task ExecuteAsync(NetlinkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var results = await ExecuteAsync([request], cancellationToken).ConfigureAwait(false);
        results[0].ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    /// <summary>All objects of a kind. A dump that the kernel reports as interrupted by changes is read again.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or the objects changed during every attempt (EINTR).</exception>
    internal Task<IReadOnlyList<T>> DumpAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class =>
        turns.DumpAsync(query, cancellationToken);

    /// <summary>One object.</summary>
    /// <exception cref="NetlinkException">The kernel refused: there is no such object, say.</exception>
    internal Task<T?> GetAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class =>
        turns.GetAsync(query, cancellationToken);
}
