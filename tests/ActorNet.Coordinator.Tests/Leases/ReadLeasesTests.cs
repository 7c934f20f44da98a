using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class ReadLeasesTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task A_client_reads_what_it_was_just_told()
    {
        await client.CreatePoolAsync("read-own", "10.31.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        for (var round = 0; round < 20; round++)
        {
            var lease = (await client.AcquireAsync("read-own", "node", instance)).Lease;
            Assert.Equal(lease.Epoch, (await client.GetAsync("read-own", "node")).Epoch);

            await client.ReleaseAsync(lease, instance);
            Assert.Equal(LeaseState.Quarantined, (await client.GetAsync("read-own", "node")).State);
        }
    }

    [Fact]
    public async Task A_lease_that_is_read_is_the_one_that_was_granted_with_a_revision()
    {
        await client.CreatePoolAsync("read-same", "10.32.0.0/16");
        var granted = (await client.AcquireAsync("read-same", "node")).Lease;

        var read = await client.GetAsync("read-same", "node");

        Assert.Equal(0, granted.Revision);
        Assert.True(read.Revision > 0);
        granted.Revision = read.Revision;
        Assert.Equal(granted, read);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await client.CreatePoolAsync("read-none", "10.33.0.0/16");

        var error = await Refused.WithAsync(ErrorReason.LeaseNotFound, () => client.GetAsync("read-none", "node"));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.GetAsync("no-such-pool", "node"));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.ListAsync(new ListLeasesRequest { Pool = "no-such-pool" }));

        Assert.Equal(("read-none", "node"), (error.Metadata["pool"], error.Metadata["node_id"]));
    }

    [Fact]
    public async Task All_pages_show_one_revision_while_leases_change()
    {
        await client.CreatePoolAsync("list-pages", "10.34.0.0/16");
        var instances = new Dictionary<string, ByteString>(StringComparer.Ordinal);
        var leases = new Dictionary<string, Lease>(StringComparer.Ordinal);
        foreach (var node in Enumerable.Range(0, 10).Select(number => $"node-{number}"))
        {
            instances[node] = CoordinatorClient.NewInstance();
            leases[node] = (await client.AcquireAsync("list-pages", node, instances[node])).Lease;
        }

        var request = new ListLeasesRequest { Pool = "list-pages", PageSize = 4 };
        var first = await client.ListAsync(request);
        await client.ReleaseAsync(leases["node-7"], instances["node-7"]);
        await client.AcquireAsync("list-pages", "node-77");
        var second = await client.ListAsync(new ListLeasesRequest(request) { PageToken = first.NextPageToken });
        var third = await client.ListAsync(new ListLeasesRequest(request) { PageToken = second.NextPageToken });

        Assert.Equal(
            ["node-0", "node-1", "node-2", "node-3", "node-4", "node-5", "node-6", "node-7", "node-8", "node-9"],
            new[] { first, second, third }.SelectMany(page => page.Leases).Select(lease => lease.NodeId));
        Assert.All([first, second, third], page => Assert.Equal((first.Revision, 10), (page.Revision, page.TotalSize)));
        Assert.Empty(third.NextPageToken);
    }

    [Fact]
    public async Task Quarantined_leases_are_listed_only_when_asked_for()
    {
        await client.CreatePoolAsync("list-states", "10.35.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        await client.AcquireAsync("list-states", "active");
        await client.ReleaseAsync((await client.AcquireAsync("list-states", "released", instance)).Lease, instance);
        await client.ReleaseAsync((await client.AcquireAsync("list-states", "revoked")).Lease, ByteString.Empty);
        async Task<IEnumerable<string>> NodesAsync(params LeaseState[] states)
        {
            var page = await client.ListAsync(new ListLeasesRequest { Pool = "list-states", States = { states } });
            Assert.Equal(page.Leases.Count, page.TotalSize);
            return page.Leases.Select(lease => lease.NodeId);
        }

        Assert.Equal(["active", "revoked"], await NodesAsync());
        Assert.Equal(["released"], await NodesAsync(LeaseState.Quarantined));
        Assert.Equal(["active", "released", "revoked"], await NodesAsync(LeaseState.Revoked, LeaseState.Quarantined, LeaseState.Active, LeaseState.Active));
        Assert.Empty(await NodesAsync(LeaseState.Suspect));
    }

    [Fact]
    public async Task A_listing_of_all_pools_is_ordered_by_pool_and_node()
    {
        await client.CreatePoolAsync("list-all-b", "10.36.0.0/16");
        await client.CreatePoolAsync("list-all-a", "10.37.0.0/16");
        await client.AcquireAsync("list-all-b", "x");
        await client.AcquireAsync("list-all-a", "z");
        await client.AcquireAsync("list-all-a", "y");

        var all = new List<Lease>();
        var request = new ListLeasesRequest { PageSize = 1 };
        do
        {
            var page = await client.ListAsync(request);
            all.AddRange(page.Leases);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var mine = all.Select(lease => $"{lease.Pool}/{lease.NodeId}").Where(name => name.StartsWith("list-all-", StringComparison.Ordinal));
        Assert.Equal(["list-all-a/y", "list-all-a/z", "list-all-b/x"], mine);
    }

    [Fact]
    public async Task A_page_token_is_refused_where_it_does_not_belong()
    {
        await client.CreatePoolAsync("list-token", "10.38.0.0/16");
        await client.AcquireAsync("list-token", "a");
        await client.AcquireAsync("list-token", "b");
        var request = new ListLeasesRequest { Pool = "list-token", PageSize = 1 };
        var token = (await client.ListAsync(request)).NextPageToken;

        await Refused.FieldsAsync(["page_token"], () => client.ListAsync(new ListLeasesRequest(request) { PageToken = "nonsense" }));
        await Refused.FieldsAsync(["page_token"], () => client.ListAsync(new ListLeasesRequest(request) { PageToken = token, Pool = string.Empty }));
        await Refused.FieldsAsync(["page_token"], () => client.ListAsync(new ListLeasesRequest(request) { PageToken = token, States = { LeaseState.Active } }));
        await Refused.FieldsAsync(["page_token"], () => client.ListAsync(new ListLeasesRequest(request) { PageToken = token, PageSize = 2 }));
    }
}
