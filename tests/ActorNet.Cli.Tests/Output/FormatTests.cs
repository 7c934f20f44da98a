using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Output;

/// <summary>Every command in every format.</summary>
public sealed class FormatTests
{
    public static TheoryData<string> Commands { get; } =
    [
        "status", "pool list", "pool get edge", "pool create edge --cidr 10.9.0.0/16", "pool space edge", "pool forecast edge", "lease list", "lease get a",
        "lease release a --yes", "shards edge", "explain a", "whois 10.0.1.7", "history", "audit",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Yaml_is_the_same_document_as_json(string command)
    {
        await using var service = await StartAsync();

        var json = await RunAsync(service, command, "json");
        var yaml = await RunAsync(service, command, "yaml");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Yaml.ToJson(yaml)), yaml);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Wide_has_at_least_what_the_table_has(string command)
    {
        await using var service = await StartAsync();

        var table = await RunAsync(service, command, "table");
        var wide = await RunAsync(service, command, "wide");

        var words = Words(wide);
        Assert.All(Words(table.Replace(" and 2 more", "", StringComparison.Ordinal)).Where(word => !word.EndsWith(':')), word => Assert.Contains(word, words));
    }

    [Theory]
    [InlineData("lease list", "LABELS", "rack=7")]
    [InlineData("pool list", "QUARANTINE", "1h")]
    [InlineData("shards edge", "BLOCKS", "10.9.5.0/24")]
    [InlineData("explain a", "EVIDENCE", "epoch=7")]
    [InlineData("history", "REQUEST", "cli-17")]
    [InlineData("whois 10.0.1.7", "KEPT UNTIL", "2026-03-01T13:00:00Z")]
    public async Task Wide_has_more_columns(string command, string column, string value)
    {
        await using var service = await StartAsync();

        var table = await RunAsync(service, command, "table");
        var wide = await RunAsync(service, command, "wide");

        Assert.Contains(column, wide, StringComparison.Ordinal);
        Assert.Contains(value, wide, StringComparison.Ordinal);
        Assert.DoesNotContain(value, table, StringComparison.Ordinal);
    }

    private static HashSet<string> Words(string text) => [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>In this process: that the program does the same is what the tests of the single commands show.</summary>
    private static async Task<string> RunAsync(ScriptedService service, string command, string format)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        var terminal = new Terminal(TextReader.Null, output, error, InputIsTerminal: false, OutputIsTerminal: false);
        var exit = await CommandLine.RunAsync(
            [.. command.Split(' '), "-o", format, "--timeout", "1m", "--endpoint", service.Endpoint], terminal, TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Ok, ""), (exit, error.ToString()));
        return output.ToString();
    }

    private static async Task<ScriptedService> StartAsync()
    {
        var service = await ScriptedService.StartAsync();
        var lease = Samples.Lease("a", "10.0.1.0/24", epoch: 7);
        var pool = Samples.Pool("edge", "10.9.0.0/16");
        var usage = new FamilyUsage { Total = 256, Held = 3, Quarantined = 1 };
        service.Script.GetStatus = _ => new GetStatusResponse { Version = "0.1.0", Serving = true, Uptime = Duration.FromTimeSpan(TimeSpan.FromHours(3)), Revision = 12 };
        service.Script.ListPools = _ => new ListPoolsResponse { Pools = { pool } };
        service.Script.GetPool = _ => new GetPoolResponse { Pool = pool };
        service.Script.CreatePool = _ => new CreatePoolResponse { Pool = pool };
        service.Script.GetPoolSpace = _ => new GetPoolSpaceResponse { Name = "edge", Revision = 12, Ipv4 = new FamilySpace { Usage = usage, LargestHole = "10.9.128.0/17" } };
        service.Script.GetPoolForecast = _ => new GetPoolForecastResponse { Name = "edge", HeldLeases = 3, Revision = 12, Ipv4 = new FamilyForecast { Left = 253 } };
        service.Script.ListLeases = _ => new ListLeasesResponse { Leases = { lease }, Revision = 12 };
        service.Script.GetLease = _ => new GetLeaseResponse { Lease = lease };
        service.Script.ReleaseLease = _ => new ReleaseLeaseResponse { Lease = lease, ReusableAfter = Duration.FromTimeSpan(TimeSpan.FromHours(1)) };
        service.Script.ListShards = _ => new ListShardsResponse
        {
            Shards = { new Shard { Index = 0, Replica = "r:7411", Blocks = { Enumerable.Range(0, 6).Select(third => $"10.9.{third}.0/24") } } },
            ReplicasComplete = true,
        };
        service.Script.Explain = _ => new ExplainResponse
        {
            Facts = { new ExplainedFact { Code = "LEASE_ACTIVE", Message = "the node holds a lease", Metadata = { ["epoch"] = "7" } } },
        };
        service.Script.LookupAddress = _ => new LookupAddressResponse
        {
            Time = Samples.Now.ToTimestamp(),
            Tenures =
            {
                new Tenure { Pool = "edge", NodeId = "a", Subnet = "10.0.1.0/24", Epoch = 7, QuarantineEndTime = (Samples.Now + TimeSpan.FromHours(1)).ToTimestamp() },
            },
        };
        service.Script.ListHistory = _ => new ListHistoryResponse
        {
            Entries = { new HistoryEntry { Revision = 9, Pool = "edge", NodeId = "a", Kind = "lease-granted", Actor = HistoryActor.Holder, RequestId = "cli-17" } },
        };
        service.Script.Audit = (_, stream, cancellation) => stream.WriteAsync(
            new AuditResponse { Kind = AuditResponseKind.Summary, Summary = new AuditSummary { Replica = "r:7411", Duration = new Duration { Seconds = 1 } } },
            cancellation);
        return service;
    }
}
