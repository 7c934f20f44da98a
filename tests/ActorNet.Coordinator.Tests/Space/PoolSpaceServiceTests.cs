using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Space;

public sealed class PoolSpaceServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_is_left_and_in_which_sizes()
    {
        await client.CreatePoolAsync("space-sizes", "10.80.0.0/24", pool =>
        {
            pool.Ipv4PrefixLength = 26;
            pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 25, Longest = 28 };
            pool.ShardCount = 1;
        });
        var instance = CoordinatorClient.NewInstance();
        await AcquireAsync("space-sizes", "first", "10.80.0.0/26");
        await AcquireAsync("space-sizes", "third", "10.80.0.128/26");
        await client.ReleaseAsync((await AcquireAsync("space-sizes", "last", "10.80.0.192/26", instance)).Lease, instance);

        var space = await SpaceAsync("space-sizes");

        Assert.Equal(
            new FamilySpace
            {
                Usage = new FamilyUsage { Total = 4, Held = 2, Quarantined = 1 },
                TotalAddresses = 256,
                HeldAddresses = 128,
                QuarantinedAddresses = 64,
                FreeAddresses = 64,
                LargestHole = "10.80.0.64/26",
                LargestHoleWithQuarantined = "10.80.0.64/26",
                Fits =
                {
                    new SubnetFit { PrefixLength = 25 },
                    new SubnetFit { PrefixLength = 26, Free = 1, WithQuarantined = 2, IsDefault = true },
                    new SubnetFit { PrefixLength = 27, Free = 2, WithQuarantined = 4 },
                    new SubnetFit { PrefixLength = 28, Free = 4, WithQuarantined = 8 },
                },
            },
            space.Ipv4);
        Assert.Equal(("space-sizes", true), (space.Name, space.Revision > 0));
        Assert.Null(space.Ipv6);
    }

    [Fact]
    public async Task Numbers_that_are_too_large_stop_at_the_largest()
    {
        await client.CreatePoolAsync("space-large", "fd80::/16", pool => pool.Ipv6PrefixLengthRange = new PrefixLengthRange { Shortest = 48, Longest = 112 });
        await client.AcquireAsync("space-large", "node");

        var space = (await SpaceAsync("space-large")).Ipv6;

        Assert.Equal((long.MaxValue, long.MaxValue, long.MaxValue), (space.TotalAddresses, space.HeldAddresses, space.FreeAddresses));
        Assert.Equal((1L << 32) - 1, space.Fits.Single(fit => fit.PrefixLength == 48).Free);
        Assert.Equal((1L << 48) - 1, space.Fits.Single(fit => fit.IsDefault).Free);
        Assert.Equal(long.MaxValue, space.Fits.Single(fit => fit.PrefixLength == 80).Free);
        Assert.Equal("fd80:8000::/17", space.LargestHole);
    }

    [Fact]
    public async Task A_full_pool_has_no_hole()
    {
        await client.CreatePoolAsync("space-full", "10.81.0.0/24", pool => pool.Ipv4PrefixLength = 24);
        await client.AcquireAsync("space-full", "node");

        var space = (await SpaceAsync("space-full")).Ipv4;

        Assert.Equal((string.Empty, string.Empty), (space.LargestHole, space.LargestHoleWithQuarantined));
        Assert.All(space.Fits, fit => Assert.Equal((0, 0), (fit.Free, fit.WithQuarantined)));
    }

    [Fact]
    public async Task A_pool_that_is_not_there_and_a_name_that_is_none_are_told()
    {
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => SpaceAsync("space-nowhere"));
        await Refused.FieldsAsync(["name"], () => SpaceAsync("A"));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => ForecastAsync("space-nowhere"));
        await Refused.FieldsAsync(["name"], () => ForecastAsync("A"));
    }

    [Fact]
    public async Task The_forecast_of_a_new_pool_counts_what_is_there_and_guesses_nothing()
    {
        await client.CreatePoolAsync("space-forecast", "10.82.0.0/16", pool => pool.Cidrs.Add("fd82::/48"));
        var instance = CoordinatorClient.NewInstance();
        var revoked = (await client.AcquireAsync("space-forecast", "revoked")).Lease;
        await client.AcquireAsync("space-forecast", "active");
        await client.ReleaseAsync((await client.AcquireAsync("space-forecast", "gone", instance)).Lease, instance);
        await client.Leases.ReleaseLeaseAsync(
            new ReleaseLeaseRequest { Pool = "space-forecast", NodeId = "revoked", Epoch = revoked.Epoch },
            cancellationToken: Cancellation);

        var forecast = await ForecastAsync("space-forecast");

        Assert.Equal((2, 1, 1), (forecast.HeldLeases, forecast.RevokedLeases, forecast.QuarantinedLeases));
        Assert.InRange(forecast.OldestQuarantine.ToTimeSpan(), TimeSpan.Zero, TimeSpan.FromMinutes(30));
        Assert.Equal(new FamilyForecast { Left = 254 }, forecast.Ipv4);
        Assert.Equal(new FamilyForecast { Left = 65_534 }, forecast.Ipv6);
    }

    private Task<AcquireLeaseResponse> AcquireAsync(string pool, string node, string subnet, Google.Protobuf.ByteString? instance = null) =>
        client.AcquireAsync(pool, node, instance, request => request.PreferredSubnets.Add(subnet));

    private async Task<GetPoolSpaceResponse> SpaceAsync(string pool) =>
        await client.Pools.GetPoolSpaceAsync(new GetPoolSpaceRequest { Name = pool }, cancellationToken: Cancellation);

    private async Task<GetPoolForecastResponse> ForecastAsync(string pool) =>
        await client.Pools.GetPoolForecastAsync(new GetPoolForecastRequest { Name = pool }, cancellationToken: Cancellation);
}
