using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.State;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>Removes from the host what the agent put there, and nothing else. Forwarding stays on: others may have come to rely on it.</summary>
internal static class HostCleaner
{
    /// <summary>Removes it all; what cannot be removed is in the answer.</summary>
    /// <param name="footprint">What is to be removed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="keepsBridge">Whether the bridge itself stays, without the addresses.</param>
    public static async Task<IReadOnlyList<Problem>> CleanAsync(Footprint footprint, CancellationToken cancellationToken, bool keepsBridge = false)
    {
        var problems = new List<Problem>();
        try
        {
            if (footprint.RouteProtocol != 0 || footprint.Bridge is not null || !footprint.Devices.IsEmpty)
                await CleanKernelAsync(footprint, keepsBridge, problems, cancellationToken);
        }
        catch (NetlinkException exception)
        {
            problems.Add(new Problem("kernel", exception.Message));
        }

        foreach (var file in footprint.Files)
            Delete(file, problems);
        return problems;
    }

    private static async Task CleanKernelAsync(Footprint footprint, bool keepsBridge, List<Problem> problems, CancellationToken cancellationToken)
    {
        using var netlink = NetlinkConnection.Open();
        var requests = new List<NetlinkRequest>();
        if (footprint.RouteProtocol != 0)
        {
            var routes = await netlink.ListRoutesAsync(
                new RouteFilter { Table = RouteTable.Main, Protocol = (RouteProtocol)footprint.RouteProtocol }, cancellationToken);
            requests.AddRange(routes.Select(RouteRequest.Delete));
        }

        if (footprint.Bridge is not null && await netlink.FindLinkAsync(footprint.Bridge, cancellationToken) is { } bridge)
            requests.AddRange(await ForBridgeAsync(netlink, bridge, footprint, keepsBridge, cancellationToken));

        foreach (var name in footprint.Devices)
        {
            if (await netlink.FindLinkAsync(name, cancellationToken) is { } device && LinkMark.IsOurs(device))
                requests.Add(LinkRequest.Delete(device.Index));
        }

        foreach (var result in await netlink.ExecuteAsync(requests, cancellationToken))
        {
            if (!result.Succeeded && result.Errno is not (Errno.ESRCH or Errno.EADDRNOTAVAIL or Errno.ENODEV))
                problems.Add(new Problem(result.Request.ToString(), $"the kernel refused {result.Request}: {result.Error}"));
        }
    }

    private static async Task<IEnumerable<NetlinkRequest>> ForBridgeAsync(
        NetlinkConnection netlink, Link bridge, Footprint footprint, bool keepsBridge, CancellationToken cancellationToken)
    {
        if (LinkMark.IsOurs(bridge) && !keepsBridge)
            return [LinkRequest.Delete(bridge.Index)];

        var addresses = await netlink.ListAddressesAsync(bridge.Index, cancellationToken: cancellationToken);
        return addresses
            .Where(address => footprint.Addresses.Contains(new InterfaceAddress(address.Local, address.PrefixLength)))
            .Select(AddressRequest.Delete);
    }

    private static void Delete(string file, List<Problem> problems)
    {
        if (Directory.Exists(file))
            return; // the agent's was a file; whoever has put a directory in its place has removed that

        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is not there either.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(file, $"{file} cannot be removed: {exception.Message}"));
        }
    }
}
