using System.Net;
using System.Runtime.InteropServices;
using ActorNet.Netlink.Tests.Fixtures;
using ActorNet.Netlink.Transport;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Tests.Transport;

public sealed class ConnectionTests : NamespaceTest
{
    [Fact]
    public async Task Concurrent_callers_each_get_their_own_answer()
    {
        var uplink = await UplinkAsync();

        await Parallel.ForAsync(0, 200, Cancel, async (i, cancel) =>
        {
            var destination = new IPNetwork(new IPAddress([10, 0, (byte)i, 0]), 24);
            var route = new Route { Destination = destination, LinkIndex = uplink.Index, Table = (RouteTable)(1000 + i) };
            await Connection.AddRouteAsync(route, cancel);
            var listed = await Connection.ListRoutesAsync(new RouteFilter { Table = route.Table }, cancel);
            Assert.Equal(route.Destination, Assert.Single(listed).Destination);
            Assert.Equal(uplink.Name, (await Connection.FindLinkAsync(uplink.Index, cancel))?.Name);
        });
    }

    [Fact]
    public async Task Messages_that_are_not_from_the_kernel_are_dropped()
    {
        using var networkNamespace = NetNamespace.Open(Host.Path);
        using var stranger = networkNamespace.Run(() => NetlinkSocket.Open(groups: 0, receiveBuffer: 65536));
        for (var sequence = 0u; sequence < 8; sequence++)
            SendForgedRefusal(stranger, Connection.PortId, sequence);

        await Connection.AddLinkAsync(new Link { Name = "br0", Kind = new Bridge() }, Cancel);

        Assert.NotNull(await Connection.FindLinkAsync("br0", Cancel));
    }

    [Fact]
    public void A_namespace_that_does_not_exist_is_ENOENT()
    {
        var refusal = Assert.Throws<NetlinkException>(() => NetlinkConnection.OpenInNamespace("/run/netns/there-is-no-such-namespace"));

        Assert.Equal(Errno.ENOENT, refusal.Errno);
    }

    [Fact]
    public async Task The_calling_thread_stays_in_its_namespace()
    {
        using var here = NetlinkConnection.Open();
        await Host.IpAsync("link add only-there type bridge");

        Assert.Null(await here.FindLinkAsync("only-there", Cancel));
        Assert.NotNull(await Connection.FindLinkAsync("only-there", Cancel));
    }

    [Fact]
    public async Task A_disposed_connection_says_so()
    {
        Connection.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Connection.ListLinksAsync(Cancel));
    }

    private static void SendForgedRefusal(NetlinkSocket stranger, uint victim, uint sequence)
    {
        var datagram = new byte[MessageHeader.Size + sizeof(int) + MessageHeader.Size];
        MemoryMarshal.Write(
            datagram, new MessageHeader((uint)datagram.Length, MessageType.Error, MessageFlags.None, sequence, victim));
        MemoryMarshal.Write(datagram.AsSpan(MessageHeader.Size), -(int)Errno.EPERM);
        var address = new NetlinkAddress { Family = Libc.NetlinkFamily, PortId = victim };
        var sent = Libc.SendTo(stranger.Descriptor, datagram, (nuint)datagram.Length, 0, address, NetlinkAddress.Size);
        Assert.Equal(datagram.Length, sent);
    }
}
