using ActorNet.Netlink.Transport;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Reading and changing links. Every change is also a <see cref="LinkRequest"/> for batches.</summary>
public static class LinkOperations
{
    /// <summary>All links of the namespace.</summary>
    public static Task<IReadOnlyList<Link>> ListLinksAsync(
        this NetlinkConnection connection, CancellationToken cancellationToken = default) =>
        connection.DumpAsync(LinkMessage.List(), cancellationToken);

    /// <summary>The link with the given name; null if there is none.</summary>
    public static Task<Link?> FindLinkAsync(this NetlinkConnection connection, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FindAsync(connection, LinkMessage.Find(0, name), cancellationToken);
    }

    /// <summary>The link with the given index; null if there is none.</summary>
    public static Task<Link?> FindLinkAsync(this NetlinkConnection connection, int index, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return FindAsync(connection, LinkMessage.Find(index, null), cancellationToken);
    }

    /// <inheritdoc cref="LinkRequest.Add"/>
    public static Task AddLinkAsync(this NetlinkConnection connection, Link link, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(LinkRequest.Add(link), cancellationToken);

    /// <inheritdoc cref="LinkRequest.Set(int, LinkChange)"/>
    public static Task SetLinkAsync(
        this NetlinkConnection connection, int index, LinkChange change, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(LinkRequest.Set(index, change), cancellationToken);

    /// <inheritdoc cref="LinkRequest.Set(string, LinkChange)"/>
    public static Task SetLinkAsync(
        this NetlinkConnection connection, string name, LinkChange change, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(LinkRequest.Set(name, change), cancellationToken);

    /// <inheritdoc cref="LinkRequest.Delete(int)"/>
    public static Task DeleteLinkAsync(this NetlinkConnection connection, int index, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(LinkRequest.Delete(index), cancellationToken);

    /// <inheritdoc cref="LinkRequest.Delete(string)"/>
    public static Task DeleteLinkAsync(this NetlinkConnection connection, string name, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(LinkRequest.Delete(name), cancellationToken);

    private static async Task<Link?> FindAsync(NetlinkConnection connection, Query<Link> query, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.GetAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return null;
        }
    }
}
