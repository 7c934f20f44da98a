using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Pools;

public sealed class PoolSpaceTests
{
    private static readonly GetPoolSpaceResponse Space = new()
    {
        Name = "edge",
        Revision = 17,
        Ipv4 = new FamilySpace
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
                new SubnetFit { PrefixLength = 27, Free = 2, WithQuarantined = long.MaxValue },
            },
        },
    };

    [Fact]
    public async Task What_is_left_is_shown_with_every_length()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetPoolSpace = _ => Space;

        using var run = await CommandRun.ToEndAsync("pool", "space", "edge", "--endpoint", service.Endpoint);

        Assert.Equal("", run.Error);
        Assert.Equal(
            """
            Pool:      edge
            Revision:  17

            IPv4:              2 of 4 subnets held, 1 quarantined
            Addresses:         256
            Held:              128
            Quarantined:       64
            Free:              64
            Largest hole:      10.80.0.64/26
            With quarantined:  10.80.0.64/26
            FITS  FREE  WITH QUARANTINED
            /25   0     0
            /26   1     2                 default
            /27   2     2^63 or more

            """,
            run.Output);
        Assert.Equal(new GetPoolSpaceRequest { Name = "edge" }, Assert.Single(service.Script.Requests));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task As_json_it_is_the_contracts_own()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetPoolSpace = _ => Space;

        using var run = await CommandRun.ToEndAsync("pool", "space", "edge", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal(Space, JsonParser.Default.Parse<GetPoolSpaceResponse>(run.Output));
    }

    [Fact]
    public async Task A_pool_that_is_not_there_is_exit_code_4()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetPoolSpace = request => throw new ServiceError(ErrorReason.PoolNotFound, $"there is no pool '{request.Name}'").ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "space", "edge", "--endpoint", service.Endpoint);

        Assert.Equal(4, run.ExitCode);
    }
}
