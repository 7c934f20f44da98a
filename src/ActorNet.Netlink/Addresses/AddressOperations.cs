using System.Net.Sockets;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Reading and changing the addresses of links. Every change is also an <see cref="AddressRequest"/> for batches.</summary>
public static class AddressOperations
{
    /// <summary>The addresses of one link, or of all.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="linkIndex">The link; 0 for all.</param>
    /// <param name="family">IPv4 or IPv6; unspecified for both.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<IReadOnlyList<Address>> ListAddressesAsync(
        this NetlinkConnection connection,
        int linkIndex = 0,
        AddressFamily family = AddressFamily.Unspecified,
        CancellationToken cancellationToken = default)
    {
        try
        {
            return await connection.DumpAsync(AddressMessage.List(linkIndex, family), cancellationToken).ConfigureAwait(false);
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return [];
        }
    }

    /// <inheritdoc cref="AddressRequest.Add"/>
    public static Task AddAddressAsync(this NetlinkConnection connection, Address address, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(AddressRequest.Add(address), cancellationToken);

    /// <inheritdoc cref="AddressRequest.Replace"/>
    public static Task ReplaceAddressAsync(
        this NetlinkConnection connection, Address address, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(AddressRequest.Replace(address), cancellationToken);

    /// <inheritdoc cref="AddressRequest.Delete"/>
    public static Task DeleteAddressAsync(
        this NetlinkConnection connection, Address address, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(AddressRequest.Delete(address), cancellationToken);
}
