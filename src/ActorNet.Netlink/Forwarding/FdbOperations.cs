using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Reading and changing forwarding databases. Every change is also an <see cref="FdbRequest"/> for batches.</summary>
public static class FdbOperations
{
    /// <summary>The FDB entries of one link, or of all.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="linkIndex">The VXLAN, bridge or bridge port; 0 for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static Task<IReadOnlyList<FdbEntry>> ListFdbAsync(
        this NetlinkConnection connection, int linkIndex = 0, CancellationToken cancellationToken = default) =>
        connection.DumpAsync(FdbMessage.List(linkIndex), cancellationToken);

    /// <inheritdoc cref="FdbRequest.Add"/>
    public static Task AddFdbAsync(this NetlinkConnection connection, FdbEntry entry, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(FdbRequest.Add(entry), cancellationToken);

    /// <inheritdoc cref="FdbRequest.Append"/>
    public static Task AppendFdbAsync(this NetlinkConnection connection, FdbEntry entry, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(FdbRequest.Append(entry), cancellationToken);

    /// <inheritdoc cref="FdbRequest.Replace"/>
    public static Task ReplaceFdbAsync(this NetlinkConnection connection, FdbEntry entry, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(FdbRequest.Replace(entry), cancellationToken);

    /// <inheritdoc cref="FdbRequest.Delete"/>
    public static Task DeleteFdbAsync(this NetlinkConnection connection, FdbEntry entry, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(FdbRequest.Delete(entry), cancellationToken);
}
