using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Tests.History;

public sealed class LookupAddressTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_is_told_of_what_it_was_just_granted_and_of_what_it_just_gave_back()
    {
        await client.CreatePoolAsync("whois-own", "10.71.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        for (var round = 0; round < 10; round++)
        {
            var lease = (await client.AcquireAsync("whois-own", "node", instance)).Lease;
            var held = Assert.Single((await LookupAsync(lease.Subnets[0])).Tenures);
            Assert.Equal(("whois-own", 1, "node", lease.Epoch), (held.Pool, held.PoolGeneration, held.NodeId, held.Epoch));
            Assert.Equal((LeaseState.Active, lease.CreateTime), (held.State, held.StartTime));

            await client.ReleaseAsync(lease, instance);
            var after = await LookupAsync(lease.Subnets[0]);
            Assert.Empty(after.Tenures);
            Assert.Equal((lease.Epoch, TenureEnding.Released), (Assert.Single(after.Quarantined).Epoch, after.Quarantined[0].Ending));
        }
    }

    [Fact]
    public async Task An_address_of_either_family_is_looked_up_at_a_time()
    {
        await client.CreatePoolAsync("whois-time", "10.72.0.0/16", pool => pool.Cidrs.Add("fd72::/48"));
        var lease = (await client.AcquireAsync("whois-time", "node")).Lease;
        var before = (lease.CreateTime.ToDateTimeOffset() - TimeSpan.FromMilliseconds(1)).ToTimestamp();
        var inside = lease.Subnets[1].Replace("/64", "1", StringComparison.Ordinal);

        var then = await LookupAsync(inside, lease.CreateTime);

        Assert.Equal((lease.Subnets[1], lease.CreateTime), (Assert.Single(then.Tenures).Subnet, then.Time));
        Assert.Empty((await LookupAsync(inside, before)).Tenures);
        Assert.Single((await LookupAsync(lease.Subnets[0].Replace(".0/24", ".21", StringComparison.Ordinal))).Tenures);
        Assert.Single((await LookupAsync(inside.ToUpperInvariant())).Tenures);
    }

    [Fact]
    public async Task An_operator_who_takes_a_lease_back_is_named_with_the_reason()
    {
        await client.CreatePoolAsync("whois-revoke", "10.73.0.0/16");
        var lease = (await client.AcquireAsync("whois-revoke", "node")).Lease;
        var release = new ReleaseLeaseRequest
        {
            Pool = lease.Pool, NodeId = lease.NodeId, Epoch = lease.Epoch, NodeIsDown = true, Reason = "the rack burnt down", RequestId = "ticket-7",
        };
        await client.Leases.ReleaseLeaseAsync(release, cancellationToken: Cancellation);

        var tenure = Assert.Single((await LookupAsync(lease.Subnets[0], lease.CreateTime)).Tenures);

        Assert.Equal((TenureEnding.NodeDown, HistoryActor.Operator), (tenure.Ending, tenure.EndedBy));
        Assert.Equal(("the rack burnt down", "ticket-7"), (tenure.EndReason, tenure.RequestId));
        Assert.NotNull(tenure.EndTime);
    }

    [Fact]
    public async Task A_prefix_has_many_holders_page_by_page_in_order()
    {
        await client.CreatePoolAsync("whois-pages", "10.74.0.0/16");
        for (var number = 0; number < 7; number++)
        {
            await client.AcquireAsync("whois-pages", $"node-{number}");
        }

        var request = new LookupAddressRequest { Address = "10.74.0.0/16", PageSize = 3 };
        var subnets = new List<string>();
        do
        {
            var page = await LookupAsync(request);
            Assert.InRange(page.Tenures.Count, 1, 3);
            subnets.AddRange(page.Tenures.Select(tenure => tenure.Subnet));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(7, subnets.Count);
        Assert.Equal(subnets.Select(Addressing.Prefix.Parse).Order().Select(subnet => subnet.ToString()), subnets);
    }

    [Fact]
    public async Task What_is_wrong_with_a_lookup_is_named()
    {
        var future = (DateTimeOffset.UtcNow + TimeSpan.FromMinutes(5)).ToTimestamp();
        string[] wrong = ["", "10.0.0", "10.0.0.1/24", "node-1", "FD00::/48", "10.0.0.300", "::ffff:10.0.0.1", "10.0.0.0/33"];
        foreach (var address in wrong)
        {
            await Refused.FieldsAsync(["address"], () => LookupAsync(address));
        }

        await Refused.FieldsAsync(["time"], () => LookupAsync("10.0.0.1", future));
        await Refused.FieldsAsync(["time"], () => LookupAsync("10.0.0.1", new Timestamp { Seconds = long.MaxValue }));
        await Refused.FieldsAsync(["time"], () => LookupAsync("10.0.0.1", new Timestamp { Nanos = -1 }));
        await Refused.FieldsAsync(
            ["address", "time", "page_size", "page_token"],
            () => LookupAsync(new LookupAddressRequest { Address = "x", Time = future, PageSize = 1001, PageToken = "nonsense" }));
    }

    [Fact]
    public async Task A_clock_that_is_a_little_ahead_asks_for_now()
    {
        await client.CreatePoolAsync("whois-ahead", "10.75.0.0/16");
        var lease = (await client.AcquireAsync("whois-ahead", "node")).Lease;

        var answer = await LookupAsync(lease.Subnets[0], (DateTimeOffset.UtcNow + TimeSpan.FromSeconds(30)).ToTimestamp());

        Assert.Single(answer.Tenures);
        Assert.True(answer.Time.ToDateTimeOffset() < DateTimeOffset.UtcNow + TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_page_token_is_refused_where_it_does_not_belong()
    {
        await client.CreatePoolAsync("whois-token", "10.76.0.0/16");
        await client.AcquireAsync("whois-token", "a");
        await client.AcquireAsync("whois-token", "b");
        var token = (await LookupAsync(new LookupAddressRequest { Address = "10.76.0.0/16", PageSize = 1 })).NextPageToken;

        await Refused.FieldsAsync(["page_token"], () => LookupAsync(new LookupAddressRequest { Address = "10.76.0.0/17", PageSize = 1, PageToken = token }));
        await Refused.FieldsAsync(["page_token"], () => LookupAsync(new LookupAddressRequest { Address = "10.76.0.0/16", PageSize = 2, PageToken = token }));
    }

    private Task<LookupAddressResponse> LookupAsync(string address, Timestamp? time = null) =>
        LookupAsync(new LookupAddressRequest { Address = address, Time = time });

    private async Task<LookupAddressResponse> LookupAsync(LookupAddressRequest request) =>
        await client.History.LookupAddressAsync(request, cancellationToken: Cancellation);
}
