using System.Net.Sockets;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Reading and changing neighbours. Every change is also a <see cref="NeighbourRequest"/> for batches.</summary>
public static class NeighbourOperations
{
    /// <summary>The neighbours of one link, or of all; proxy entries are not among them.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="linkIndex">The link; 0 for all.</param>
    /// <param name="family">IPv4 or IPv6; unspecified for both.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static Task<IReadOnlyList<Neighbour>> ListNeighboursAsync(
        this NetlinkConnection connection,
        int linkIndex = 0,
        AddressFamily family = AddressFamily.Unspecified,
        CancellationToken cancellationToken = default) =>
        connection.DumpAsync(NeighbourMessage.List(linkIndex, family), cancellationToken);

    /// <inheritdoc cref="NeighbourRequest.Add"/>
    public static Task AddNeighbourAsync(
        this NetlinkConnection connection, Neighbour neighbour, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(NeighbourRequest.Add(neighbour), cancellationToken);

    /// <inheritdoc cref="NeighbourRequest.Replace"/>
    public static Task ReplaceNeighbourAsync(
        this NetlinkConnection connection, Neighbour neighbour, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(NeighbourRequest.Replace(neighbour), cancellationToken);

    /// <inheritdoc cref="NeighbourRequest.Delete"/>
    public static Task DeleteNeighbourAsync(
        this NetlinkConnection connection, Neighbour neighbour, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(NeighbourRequest.Delete(neighbour), cancellationToken);
}
