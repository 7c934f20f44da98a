using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class SubnetSizeTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;
    private readonly ByteString instance = CoordinatorClient.NewInstance();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_holder_that_asks_for_more_gets_what_is_around_its_subnet_and_renews_both_epochs()
    {
        await CreateAsync("size-grow", "10.181.0.0/22");
        var before = (await AcquireAsync("size-grow", 24)).Lease;

        var grown = await AcquireAsync("size-grow", 22);

        Assert.Equal(("10.181.0.0/22", SubnetSize.AsAsked, SubnetSize.Unspecified), (Assert.Single(grown.Lease.Subnets), grown.Ipv4Size, grown.Ipv6Size));
        Assert.True(grown.Lease.Epoch > before.Epoch);
        Assert.Equal(before.Epoch, (await RenewAsync("size-grow", before.Epoch)).Renewal.Epoch);
        Assert.Equal(grown.Lease.Epoch, (await RenewAsync("size-grow", grown.Lease.Epoch)).Renewal.Epoch);
        Assert.Equal(grown.Lease.Subnets, (await client.GetAsync("size-grow", "node")).Subnets);
    }

    [Fact]
    public async Task Readers_watchers_and_the_history_follow_a_subnet_that_grows()
    {
        await CreateAsync("size-seen", "10.182.0.0/22");
        var before = (await AcquireAsync("size-seen", 24)).Lease;

        var grown = (await AcquireAsync("size-seen", 23)).Lease;

        var listed = Assert.Single((await client.ListAsync(new ListLeasesRequest { Pool = "size-seen" })).Leases);
        Assert.Equal((grown.Epoch, "10.182.0.0/23"), (listed.Epoch, Assert.Single(listed.Subnets)));
        var found = await client.History.LookupAddressAsync(new LookupAddressRequest { Address = "10.182.1.7" }, cancellationToken: Cancellation);
        Assert.Equal(grown.Epoch, Assert.Single(found.Tenures).Epoch);
        var earlier = await client.History.LookupAddressAsync(new LookupAddressRequest { Address = before.Subnets[0].Split('/')[0] }, cancellationToken: Cancellation);
        Assert.Equal(grown.Epoch, Assert.Single(earlier.Tenures).Epoch);
    }

    [Fact]
    public async Task Who_cannot_grow_keeps_its_lease_and_is_told()
    {
        await CreateAsync("size-kept", "10.183.0.0/23");
        var before = (await AcquireAsync("size-kept", 24)).Lease;
        await client.AcquireAsync("size-kept", "neighbour", change: request => request.Ipv4PrefixLength = 24);

        var kept = await AcquireAsync("size-kept", 23);

        Assert.Equal((before.Epoch, before.Subnets, SubnetSize.KeptSmaller), (kept.Lease.Epoch, kept.Lease.Subnets, kept.Ipv4Size));
    }

    [Fact]
    public async Task Who_asks_for_less_keeps_all_until_it_has_given_its_lease_up()
    {
        await CreateAsync("size-back", "10.184.0.0/22");
        var before = (await AcquireAsync("size-back", 24)).Lease;

        var kept = await AcquireAsync("size-back", 26);
        var part = await AcquireAsync("size-back", 26, request => request.BurntEpoch = before.Epoch);

        Assert.Equal((before.Subnets, SubnetSize.KeptLarger), (kept.Lease.Subnets, kept.Ipv4Size));
        Assert.Equal(("10.184.0.0/26", SubnetSize.AsAsked), (Assert.Single(part.Lease.Subnets), part.Ipv4Size));
    }

    [Fact]
    public async Task Who_takes_less_gets_the_largest_that_is_left_and_is_told()
    {
        await CreateAsync("size-less", "10.185.0.0/23");
        await client.AcquireAsync("size-less", "large", change: request => request.Ipv4PrefixLength = 24);
        await client.AcquireAsync("size-less", "half", change: request => request.Ipv4PrefixLength = 25);

        var less = await AcquireAsync("size-less", 23, request => request.Ipv4LongestPrefixLength = 26);

        Assert.EndsWith("/25", Assert.Single(less.Lease.Subnets), StringComparison.Ordinal);
        Assert.Equal(SubnetSize.NothingLarger, less.Ipv4Size);
    }

    [Fact]
    public async Task A_node_that_takes_several_gets_a_further_one_and_gives_it_back_and_everybody_follows()
    {
        await CreateAsync("size-more", "10.186.0.0/22");
        var before = (await AcquireAsync("size-more", 24)).Lease;
        var neighbour = await client.AcquireAsync("size-more", "neighbour", change: request =>
        {
            request.Ipv4PrefixLength = 24;
            request.PreferredSubnets.Add(BuddyOf(before));
        });
        Assert.Equal(BuddyOf(before), neighbour.Lease.Subnets);
        using var watch = client.Leases.WatchLeases(new WatchLeasesRequest { Pool = "size-more" }, cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation)); // the snapshot: what comes after it are events

        var both = await AcquireAsync("size-more", 23, request => request.MostSubnets = 2);

        Assert.Equal((2, before.Subnets[0], SubnetSize.AsAsked), (both.Lease.Subnets.Count, both.Lease.Subnets[0], both.Ipv4Size));
        Assert.Empty(both.Lease.Leaving);
        var further = both.Lease.Subnets[1];
        Assert.Equal(before.Epoch, (await RenewAsync("size-more", before.Epoch)).Renewal.Epoch);
        Assert.Equal(both.Lease.Subnets, Assert.Single((await client.ListAsync(new ListLeasesRequest { Pool = "size-more" })).Leases, lease => lease.NodeId == "node").Subnets);
        Assert.Equal(both.Lease.Epoch, Assert.Single((await WhoIsAsync(further)).Tenures).Epoch);
        var usage = (await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "size-more" }, cancellationToken: Cancellation)).Pool.Usage.Ipv4;
        Assert.Equal((4, 3), (usage.Total, usage.Held));

        var leaving = await AcquireAsync("size-more", 24, request => (request.MostSubnets, request.AcceptsMove, request.GivesBack) = (2, true, true));
        Assert.Equal([further], leaving.Lease.Leaving);
        var rest = await AcquireAsync("size-more", 24, request =>
        {
            (request.MostSubnets, request.AcceptsMove, request.GivesBack, request.GivenUpEpoch) = (2, true, true, leaving.Lease.Epoch);
            request.GivenUp.Add(further);
        });

        Assert.Equal((before.Subnets, SubnetSize.AsAsked), (rest.Lease.Subnets, rest.Ipv4Size));
        var seen = new List<Lease>();
        while (seen.Count == 0 || seen[^1].Epoch < rest.Lease.Epoch)
        {
            Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
            seen.AddRange(watch.ResponseStream.Current.Events?.Events.Select(change => change.Lease).Where(lease => lease.NodeId == "node") ?? []);
        }

        Assert.Equal([both.Lease.Epoch, leaving.Lease.Epoch, rest.Lease.Epoch], seen.Select(lease => lease.Epoch));
        Assert.Equal([2, 2, 1], seen.Select(lease => lease.Subnets.Count));
        Assert.Empty((await WhoIsAsync(further)).Tenures);
    }

    private static Google.Protobuf.Collections.RepeatedField<string> BuddyOf(Lease lease) => [Addressing.Prefix.Parse(lease.Subnets[0]).Buddy.ToString()];

    private async Task<LookupAddressResponse> WhoIsAsync(string subnet) =>
        await client.History.LookupAddressAsync(new LookupAddressRequest { Address = subnet.Split('/')[0] }, cancellationToken: Cancellation);

    private Task<Pool> CreateAsync(string name, string cidr) => client.CreatePoolAsync(name, cidr, pool =>
        (pool.ShardCount, pool.Ipv4PrefixLength, pool.Ipv4PrefixLengthRange) = (2, 24, new PrefixLengthRange { Shortest = 22 + (cidr.EndsWith("/23", StringComparison.Ordinal) ? 1 : 0), Longest = 26 }));

    private Task<AcquireLeaseResponse> AcquireAsync(string pool, int length, Action<AcquireLeaseRequest>? change = null) => client.AcquireAsync(pool, "node", instance, request =>
    {
        request.Ipv4PrefixLength = length;
        change?.Invoke(request);
    });

    private async Task<RenewLeaseResponse> RenewAsync(string pool, long epoch) => await client.Leases.RenewLeaseAsync(
        new RenewLeaseRequest { Pool = pool, NodeId = "node", Instance = instance, Epoch = epoch }, cancellationToken: Cancellation);
}
