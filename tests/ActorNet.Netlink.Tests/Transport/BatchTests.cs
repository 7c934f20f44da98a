using System.Net;
using ActorNet.Netlink.Tests.Fixtures;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Tests.Transport;

public sealed class BatchTests : NamespaceTest
{
    private const RouteProtocol Own = (RouteProtocol)201;

    private Link uplink = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        uplink = await UplinkAsync();
    }

    private Route Route(int number) => new()
    {
        Destination = new IPNetwork(new IPAddress([10, (byte)(number >> 8), (byte)number, 0]), 24),
        Gateway = IPAddress.Parse("192.0.2.2"),
        LinkIndex = uplink.Index,
        Protocol = Own,
    };

    [Fact]
    public async Task Ten_thousand_routes_go_through_and_the_bad_one_is_named()
    {
        const int bad = 5_000;
        var requests = Enumerable.Range(0, 10_000)
            .Select(i => RouteRequest.Add(i == bad ? Route(i) with { Gateway = IPAddress.Parse("203.0.113.1") } : Route(i)))
            .ToArray();

        var results = await Connection.ExecuteAsync(requests, Cancel);

        Assert.Equal(requests, results.Select(r => r.Request));
        var refused = Assert.Single(results, r => !r.Succeeded);
        Assert.Same(requests[bad], refused.Request);
        Assert.Equal(new NetlinkError(Errno.ENETUNREACH, "Nexthop has invalid gateway"), refused.Error);
        Assert.Equal(9_999, (await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel)).Count);
        Assert.Equal(9_999, (await Host.ShowAsync("route show proto 201")).Length);

        var deleted = await Connection.ExecuteAsync([.. requests.Select(r => RouteRequest.Delete((Route)r.Subject))], Cancel);

        Assert.Equal(Errno.ESRCH, Assert.Single(deleted, r => !r.Succeeded).Errno);
        Assert.Empty(await Host.ShowAsync("route show proto 201"));
    }

    [Fact]
    public async Task Ten_thousand_refusals_with_their_reasons_arrive()
    {
        var requests = Enumerable.Range(0, 10_000)
            .Select(i => RouteRequest.Add(Route(i) with { Gateway = IPAddress.Parse("203.0.113.1") }))
            .ToArray();

        var results = await Connection.ExecuteAsync(requests, Cancel);

        Assert.Equal(10_000, results.Count);
        Assert.All(results, r => Assert.Equal(new NetlinkError(Errno.ENETUNREACH, "Nexthop has invalid gateway"), r.Error));
    }

    [Fact]
    public void A_small_receive_buffer_loses_no_acknowledgement()
    {
        using var networkNamespace = NetNamespace.Open(Host.Path);
        using var socket = networkNamespace.Run(() => NetlinkSocket.Open(groups: 0, receiveBuffer: 16 * 1024));
        var batches = new BatchExchange(socket);
        var requests = Enumerable.Range(0, 1_000)
            .Select(i => RouteRequest.Add(Route(i) with { Gateway = IPAddress.Parse("203.0.113.1") }))
            .ToArray();

        var results = new List<NetlinkResult>();
        while (results.Count < requests.Length)
            results.AddRange(batches.Execute(requests.AsSpan(results.Count)));

        Assert.All(results, r => Assert.Equal(Errno.ENETUNREACH, r.Errno));
    }

    [Fact]
    public async Task A_request_that_no_datagram_holds_fails_alone()
    {
        var hops = Enumerable.Repeat(new NextHop { Gateway = IPAddress.Parse("192.0.2.2"), LinkIndex = uplink.Index }, 4_094).ToArray();

        var results = await Connection.ExecuteAsync(
            [
                RouteRequest.Add(Route(1)),
                RouteRequest.Add(Route(2) with { Gateway = null, NextHops = [.. hops] }),
                RouteRequest.Add(Route(3)),
            ],
            Cancel);

        Assert.Equal([Errno.None, Errno.EMSGSIZE, Errno.None], results.Select(r => r.Errno));
    }

    [Fact]
    public async Task Requests_are_carried_out_in_order()
    {
        var results = await Connection.ExecuteAsync(
            [
                RouteRequest.Delete(Route(1)),
                RouteRequest.Add(Route(1)),
                RouteRequest.Add(Route(1)),
                RouteRequest.Delete(Route(1)),
                RouteRequest.Delete(Route(1)),
            ],
            Cancel);

        Assert.Equal([Errno.ESRCH, Errno.None, Errno.EEXIST, Errno.None, Errno.ESRCH], results.Select(r => r.Errno));
    }

    [Fact]
    public async Task An_empty_batch_has_no_results()
    {
        Assert.Empty(await Connection.ExecuteAsync([], Cancel));
    }

    [Fact]
    public async Task A_cancelled_batch_leaves_the_connection_usable()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connection.AddRouteAsync(Route(1), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connection.ListLinksAsync(cancelled.Token));

        await Connection.AddRouteAsync(Route(1), Cancel);
        Assert.Single(await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel));
    }
}
