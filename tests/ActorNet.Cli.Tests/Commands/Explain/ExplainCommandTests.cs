using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Explain;

public sealed class ExplainCommandTests
{
    private static readonly ExplainResponse Explanation = new()
    {
        Revision = 17,
        Facts =
        {
            new ExplainedFact { Code = "NODE_SHARD", Message = "shard 3 of 16 owns the node", Metadata = { ["shard"] = "3" } },
            new ExplainedFact { Code = "LEASE_ACTIVE", Message = "it holds epoch 7" },
        },
    };

    [Fact]
    public async Task Facts_are_shown_in_their_order_with_their_codes()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.Explain = _ => Explanation;

        using var run = await CommandRun.ToEndAsync("explain", "node-7", "--pool", "edge", "--ipv4-prefix-length", "22", "--endpoint", service.Endpoint);

        Assert.Equal("NODE_SHARD:    shard 3 of 16 owns the node\nLEASE_ACTIVE:  it holds epoch 7\n", run.Output);
        Assert.Equal(new ExplainRequest { Pool = "edge", NodeId = "node-7", Ipv4PrefixLength = 22 }, Assert.Single(service.Script.Requests));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task As_json_it_is_the_contracts_own()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.Explain = _ => Explanation;

        using var run = await CommandRun.ToEndAsync("explain", "node-7", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal(Explanation, JsonParser.Default.Parse<ExplainResponse>(run.Output));
        Assert.Equal(new ExplainRequest { NodeId = "node-7" }, Assert.Single(service.Script.Requests));
    }
}
