using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Pools;

public sealed class PoolCommandTests
{
    [Fact]
    public async Task Pools_are_listed_over_all_pages()
    {
        await using var service = await ScriptedService.StartAsync();
        var cordoned = Samples.Pool("edge", "10.0.0.0/8", "11.0.0.0/8");
        cordoned.Cordoned = true;
        service.Script.ListPools = request => request.PageToken.Length == 0
            ? new ListPoolsResponse { Pools = { Samples.Pool("default", "10.244.0.0/16") }, NextPageToken = "more" }
            : new ListPoolsResponse { Pools = { cordoned } };

        using var run = await CommandRun.ToEndAsync("pool", "list", "--endpoint", service.Endpoint);

        Assert.Equal("", run.Error);
        Assert.Equal(
            """
            NAME     CIDRS                  PER NODE  LEASES  HELD  QUARANTINED  TOTAL  TTL  RECLAIM  CORDONED
            default  10.244.0.0/16          /24       3       3     1            256    1d   auto
            edge     10.0.0.0/8 11.0.0.0/8  /24       3       3     1            256    1d   auto     yes

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Listed_as_json_the_pools_are_the_contracts_own()
    {
        await using var service = await ScriptedService.StartAsync();
        var pool = Samples.Pool("default", "10.244.0.0/16");
        service.Script.ListPools = _ => new ListPoolsResponse { Pools = { pool } };

        using var run = await CommandRun.ToEndAsync("pool", "list", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal(pool, JsonParser.Default.Parse<Pool>(run.OutputJson["pools"]![0]!.ToJsonString()));
        Assert.Equal("9", (string?)run.OutputJson["revision"]);
    }

    [Fact]
    public async Task No_pools_are_an_empty_list()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListPools = _ => new ListPoolsResponse();

        using var table = await CommandRun.ToEndAsync("pool", "list", "--endpoint", service.Endpoint);
        using var json = await CommandRun.ToEndAsync("pool", "list", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal("There are no pools.\n", table.Output);
        Assert.Empty(json.OutputJson["pools"]!.AsArray());
    }

    [Fact]
    public async Task One_pool_is_shown_in_full()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetPool = request => new GetPoolResponse { Pool = Samples.Pool(request.Name, "10.244.0.0/16") };

        using var run = await CommandRun.ToEndAsync("pool", "get", "edge", "--endpoint", service.Endpoint);

        Assert.Contains("Name:          edge\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Quarantine:    1h\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("IPv4:          3 of 256 subnets held, 1 quarantined\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_is_exit_code_4()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetPool = request => throw new ServiceError(ErrorReason.PoolNotFound, $"there is no pool '{request.Name}'").ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "get", "edge", "--endpoint", service.Endpoint);

        Assert.Equal("error: there is no pool 'edge' (POOL_NOT_FOUND)\nhint: 'actornet pool list' shows the pools that there are.\n", run.Error);
        Assert.Equal("", run.Output);
        Assert.Equal(4, run.ExitCode);
    }

    [Fact]
    public async Task A_pool_is_created_as_described()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreatePool = request => new CreatePoolResponse { Pool = request.Pool };

        using var run = await CommandRun.ToEndAsync(
            "pool", "create", "edge", "--cidr", "10.0.0.0/8", "--cidr", "fd77::/48", "--ipv4-prefix-length", "24", "--ipv6-prefix-length", "64",
            "--ttl", "5s", "--quarantine", "0s", "--shards", "4", "--reclaim", "manual", "-o", "json", "--endpoint", service.Endpoint);

        var request = Assert.IsType<CreatePoolRequest>(Assert.Single(service.Script.Requests));
        var expected = JsonParser.Default.Parse<CreatePoolRequest>(
            """
            {"pool":{"name":"edge","cidrs":["10.0.0.0/8","fd77::/48"],"ipv4PrefixLength":24,"ipv6PrefixLength":64,"timeToLive":"5s","quarantine":"0s",
             "shardCount":4,"reclaim":"RECLAIM_POLICY_MANUAL"}}
            """);
        Assert.Equal(expected, request);
        Assert.Equal(expected.Pool, JsonParser.Default.Parse<Pool>(run.Output));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task What_is_not_given_is_left_to_the_service()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreatePool = request => new CreatePoolResponse { Pool = request.Pool };

        using var run = await CommandRun.ToEndAsync("pool", "create", "edge", "--cidr", "10.0.0.0/8", "--dry-run", "--endpoint", service.Endpoint);

        Assert.Equal(
            new CreatePoolRequest { Pool = new Pool { Name = "edge", Cidrs = { "10.0.0.0/8" } }, ValidateOnly = true },
            Assert.Single(service.Script.Requests));
        Assert.StartsWith("Pool edge could be created; nothing was done.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorReason.PoolAlreadyExists, 1)]
    [InlineData(ErrorReason.PoolOverlap, 1)]
    [InlineData(ErrorReason.LimitReached, 1)]
    [InlineData(ErrorReason.ShardUnavailable, 3)]
    [InlineData(ErrorReason.NotImplemented, 3)]
    public async Task A_refusal_has_its_exit_code(ErrorReason reason, int exitCode)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreatePool = _ => throw new ServiceError(reason, "no").ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "create", "edge", "--cidr", "10.0.0.0/8", "--endpoint", service.Endpoint);

        Assert.StartsWith($"error: no ({reason.ToWireName()})\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task Each_field_that_the_service_refuses_has_a_line()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.CreatePool = _ => throw new ServiceError(ErrorReason.InvalidField, "the pool is not valid")
        {
            Violations = [new FieldViolation("pool.cidrs[0]", "is loopback"), new FieldViolation("pool.name", "is taken")],
        }.ToRpcException();

        using var run = await CommandRun.ToEndAsync("pool", "create", "edge", "--cidr", "127.0.0.0/8", "--endpoint", service.Endpoint);

        Assert.Equal("error: the pool is not valid (INVALID_FIELD)\n  pool.cidrs[0]: is loopback\n  pool.name: is taken\n", run.Error);
        Assert.Equal(2, run.ExitCode);
    }
}
