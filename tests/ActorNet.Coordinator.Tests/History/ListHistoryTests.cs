using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Tests.History;

public sealed class ListHistoryTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happened_is_listed_newest_first()
    {
        await client.CreatePoolAsync("past", "10.92.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("past", "node", instance, request => request.RequestId = "first")).Lease;
        await client.AcquireAsync("past", "node", instance, request => request.Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.7" });
        await client.ReleaseAsync(lease, instance);

        var listed = await ListAsync(new ListHistoryRequest { Pool = "past" });

        Assert.Equal(["lease-released", "lease-updated", "lease-granted", "pool-created"], listed.Entries.Select(entry => entry.Kind));
        var granted = listed.Entries[2];
        Assert.Equal((lease.Epoch, "node", HistoryActor.Holder, "first"), (granted.Epoch, granted.NodeId, granted.Actor, granted.RequestId));
        Assert.Equal((lease.Subnets[0], lease.CreateTime), (Assert.Single(granted.Subnets), granted.Time));
        Assert.True(listed.Revision >= listed.Entries[0].Revision);
        Assert.Null(listed.KnownSinceTime);
    }

    [Fact]
    public async Task Filters_leave_only_what_was_asked_for()
    {
        await client.CreatePoolAsync("past-filter", "10.93.0.0/16");
        var a = (await client.AcquireAsync("past-filter", "past-filter-a")).Lease;
        var b = (await client.AcquireAsync("past-filter", "past-filter-b")).Lease;

        Assert.Equal(["past-filter-a"], await NodesAsync(new ListHistoryRequest { NodeId = "past-filter-a" }));
        Assert.Equal(["past-filter-b", ""], await NodesAsync(new ListHistoryRequest { Prefix = b.Subnets[0] }));
        Assert.Equal(["past-filter-b", "past-filter-a", ""], await NodesAsync(new ListHistoryRequest { Prefix = "10.93.0.0/16" }));
        Assert.Equal(["past-filter-b"], await NodesAsync(new ListHistoryRequest { Pool = "past-filter", StartTime = b.CreateTime }));
        Assert.Equal(["past-filter-a"], await NodesAsync(new ListHistoryRequest { Pool = "past-filter", StartTime = a.CreateTime, EndTime = b.CreateTime }));
        Assert.Empty(await NodesAsync(new ListHistoryRequest { Pool = "no-such-pool" }));
        Assert.Empty(await NodesAsync(new ListHistoryRequest { NodeId = "past-filter-a", Prefix = b.Subnets[0] }));
    }

    [Fact]
    public async Task All_pages_show_one_revision_while_things_happen()
    {
        await client.CreatePoolAsync("past-pages", "10.94.0.0/16");
        for (var number = 0; number < 6; number++)
        {
            await client.AcquireAsync("past-pages", $"node-{number}");
        }

        var request = new ListHistoryRequest { Pool = "past-pages", PageSize = 3 };
        var first = await ListAsync(request);
        await client.AcquireAsync("past-pages", "late");
        var second = await ListAsync(new ListHistoryRequest(request) { PageToken = first.NextPageToken });
        var third = await ListAsync(new ListHistoryRequest(request) { PageToken = second.NextPageToken });

        Assert.Equal(
            ["node-5", "node-4", "node-3", "node-2", "node-1", "node-0", ""],
            new[] { first, second, third }.SelectMany(page => page.Entries).Select(entry => entry.NodeId));
        Assert.All([second, third], page => Assert.Equal(first.Revision, page.Revision));
        Assert.Empty(third.NextPageToken);
    }

    [Fact]
    public async Task What_is_wrong_with_a_listing_is_named()
    {
        await Refused.FieldsAsync(
            ["end_time", "pool", "node_id", "prefix", "page_size", "page_token"],
            () => ListAsync(new ListHistoryRequest
            {
                Pool = "A",
                NodeId = "b_c",
                Prefix = "10.0.0.1",
                StartTime = new Timestamp { Seconds = 10 },
                EndTime = new Timestamp { Seconds = 10 },
                PageSize = 1001,
                PageToken = "nonsense",
            }));
        await Refused.FieldsAsync(["start_time"], () => ListAsync(new ListHistoryRequest { StartTime = new Timestamp { Seconds = long.MinValue } }));
    }

    [Fact]
    public async Task A_page_token_is_refused_where_it_does_not_belong()
    {
        await client.CreatePoolAsync("past-token", "10.95.0.0/16");
        await client.AcquireAsync("past-token", "node");
        var request = new ListHistoryRequest { Pool = "past-token", PageSize = 1 };
        var token = (await ListAsync(request)).NextPageToken;

        await Refused.FieldsAsync(["page_token"], () => ListAsync(new ListHistoryRequest(request) { PageToken = token, Pool = string.Empty }));
        await Refused.FieldsAsync(["page_token"], () => ListAsync(new ListHistoryRequest(request) { PageToken = token, NodeId = "node" }));
        Assert.Equal("pool-created", Assert.Single((await ListAsync(new ListHistoryRequest(request) { PageToken = token })).Entries).Kind);
    }

    private async Task<IEnumerable<string>> NodesAsync(ListHistoryRequest request) => (await ListAsync(request)).Entries.Select(entry => entry.NodeId);

    private async Task<ListHistoryResponse> ListAsync(ListHistoryRequest request) =>
        await client.History.ListHistoryAsync(request, cancellationToken: Cancellation);
}
