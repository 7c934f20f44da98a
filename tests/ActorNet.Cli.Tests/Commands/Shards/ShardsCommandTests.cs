using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Tests.Commands.Shards;

public sealed class ShardsCommandTests
{
    private static readonly Shard[] All =
    [
        new Shard
        {
            Replica = "10.0.0.7:7411",
            Blocks = { "10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24", "10.4.0.0/24", "10.5.0.0/24" },
            Leases = 12,
            QuarantinedLeases = 1,
            Epoch = 40,
        },
        new Shard { Index = 1 },
    ];

    [Fact]
    public async Task Shards_are_listed_with_their_first_blocks()
    {
        using var run = await RunAsync(new ListShardsResponse { Shards = { All }, ReplicasComplete = true });

        Assert.Equal(
            """
            SHARD  REPLICA        LEASES  QUARANTINED  EPOCH  BLOCKS
            0      10.0.0.7:7411  12      1            40     10.1.0.0/24 10.2.0.0/24 10.3.0.0/24 10.4.0.0/24 and 1 more
            1      none           0       0            0

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_replica_that_did_not_answer_leaves_it_open_where_a_shard_runs()
    {
        using var run = await RunAsync(new ListShardsResponse { Shards = { All[1] } });

        Assert.Contains("1      unknown  0", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("Not every replica has said in time what it runs.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_all_blocks_are_there()
    {
        var response = new ListShardsResponse { Shards = { All }, ReplicasComplete = true, Revision = 9 };

        using var run = await RunAsync(response, "-o", "json");

        Assert.Equal(response, JsonParser.Default.Parse<ListShardsResponse>(run.Output));
    }

    private static async Task<CommandRun> RunAsync(ListShardsResponse response, params string[] more)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListShards = _ => response;
        return await CommandRun.ToEndAsync(["shards", "edge", "--endpoint", service.Endpoint, .. more]);
    }
}
