using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.History;

public sealed class HistoryCommandTests
{
    private static readonly DateTimeOffset Start = new(2026, 8, 20, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_happened_is_listed_with_who_did_it()
    {
        await using var service = await ScriptedService.StartAsync();
        var entry = Sample(9);
        (entry.Kind, entry.Actor, entry.RequestId, entry.Reason) = ("lease-revoked", HistoryActor.Operator, "ticket-7", "stolen");
        service.Script.ListHistory = _ => new ListHistoryResponse { Entries = { entry }, Revision = 9 };

        using var run = await CommandRun.ToEndAsync("history", "--endpoint", service.Endpoint);

        Assert.Equal(
            [
                "TIME                  REVISION  WHAT           POOL     NODE    SUBNETS                      EPOCH  BY                   REASON",
                "2026-08-20T03:09:00Z  9         lease-revoked  default  node-9  10.0.9.0/24 fd00:0:0:9::/64  9      operator (ticket-7)  stolen",
            ],
            run.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_filters_go_to_the_service()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListHistory = _ => new ListHistoryResponse { Revision = 9, KnownSinceTime = Start.ToTimestamp() };

        using var run = await CommandRun.ToEndAsync(
            "history", "--pool", "edge", "--node", "a", "--prefix", "FD00::/48", "--since", "2026-08-20T03:00Z", "--until", "2026-08-20T03:01:00Z", "--limit", "7",
            "--endpoint", service.Endpoint);

        var expected = new ListHistoryRequest
        {
            Pool = "edge",
            NodeId = "a",
            Prefix = "fd00::/48",
            StartTime = Start.ToTimestamp(),
            EndTime = (Start + TimeSpan.FromMinutes(1)).ToTimestamp(),
            PageSize = 8,
        };
        Assert.Equal(expected, Assert.Single(service.Script.Requests));
        Assert.Equal("Nothing of the kind happened.\nNot everything from before 2026-08-20T03:00:00Z is known any more.\n", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task As_many_pages_are_read_as_the_limit_needs()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListHistory = request =>
        {
            var newest = request.PageToken.Length == 0 ? 5000 : int.Parse(request.PageToken);
            return new ListHistoryResponse
            {
                Entries = { Enumerable.Range(0, request.PageSize).Select(index => Sample(newest - index)) },
                Revision = 5000,
                NextPageToken = $"{newest - request.PageSize}",
            };
        };

        using var json = await CommandRun.ToEndAsync("history", "--limit", "1500", "-o", "json", "--endpoint", service.Endpoint);
        var requests = service.Script.Requests.Count;
        using var table = await CommandRun.ToEndAsync("history", "--limit", "2", "--endpoint", service.Endpoint);

        var listed = JsonParser.Default.Parse<ListHistoryResponse>(json.Output);
        Assert.Equal(Enumerable.Range(3501, 1500).Reverse().Select(number => (long)number), listed.Entries.Select(entry => entry.Revision));
        Assert.Equal((5000, 2), (listed.Revision, requests));
        Assert.EndsWith("\nOlder entries are not shown: give a higher --limit.\n", table.Output, StringComparison.Ordinal);
    }

    private static HistoryEntry Sample(int number) => new()
    {
        Revision = number,
        Time = (Start + TimeSpan.FromMinutes(number)).ToTimestamp(),
        Pool = "default",
        PoolGeneration = 1,
        NodeId = $"node-{number}",
        Kind = "lease-granted",
        Subnets = { $"10.0.{number % 256}.0/24", $"fd00:0:0:{number}::/64" },
        Epoch = number,
        Actor = HistoryActor.Holder,
    };
}
