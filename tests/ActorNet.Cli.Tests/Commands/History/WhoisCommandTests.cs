using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.History;

public sealed class WhoisCommandTests
{
    private static readonly Timestamp At = new DateTimeOffset(2026, 8, 20, 3, 14, 0, TimeSpan.Zero).ToTimestamp();

    [Fact]
    public async Task The_holder_is_shown_with_how_it_ended()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.LookupAddress = _ => new LookupAddressResponse { Tenures = { Sample("10.3.7.0/24", "node-1") }, Time = At };

        using var run = await CommandRun.ToEndAsync("whois", "10.3.7.21", "--at", "2026-08-20T05:14+02:00", "--endpoint", service.Endpoint);

        Assert.Equal(new LookupAddressRequest { Address = "10.3.7.21", Time = At }, Assert.Single(service.Script.Requests));
        Assert.Equal(
            [
                "SUBNET       NODE    POOL                    EPOCH  STATE   SINCE                 UNTIL                 ENDED    BY                   REASON",
                "10.3.7.0/24  node-1  default (generation 2)  41     active  2026-08-20T03:00:00Z  2026-08-20T04:00:00Z  revoked  operator (ticket-7)  stolen",
            ],
            run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Where_nobody_held_it_that_is_said_and_who_had_it_last()
    {
        await using var service = await ScriptedService.StartAsync();
        var kept = Sample("10.3.7.0/24", "node-1");
        kept.State = LeaseState.Quarantined;
        service.Script.LookupAddress = _ => new LookupAddressResponse { Quarantined = { kept }, Time = At };

        using var run = await CommandRun.ToEndAsync("whois", "10.3.7.21", "--endpoint", service.Endpoint);

        Assert.StartsWith("Nobody held 10.3.7.21 at 2026-08-20T03:14:00Z.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("quarantined", run.Output, StringComparison.Ordinal);
        Assert.Null(Assert.IsType<LookupAddressRequest>(Assert.Single(service.Script.Requests)).Time);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task All_pages_of_a_prefix_are_one_answer()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.LookupAddress = request => request.PageToken.Length == 0
            ? new LookupAddressResponse { Tenures = { Sample("10.3.7.0/24", "a") }, Time = At, Revision = 7, NextPageToken = "2" }
            : new LookupAddressResponse { Tenures = { Sample("10.3.8.0/24", "b") }, Quarantined = { Sample("10.3.9.0/24", "c") }, Time = At, Revision = 8 };

        using var run = await CommandRun.ToEndAsync("whois", "10.3.0.0/16", "-o", "json", "--endpoint", service.Endpoint);

        var answer = JsonParser.Default.Parse<LookupAddressResponse>(run.Output);
        Assert.Equal(["a", "b"], answer.Tenures.Select(tenure => tenure.NodeId));
        Assert.Equal(["c"], answer.Quarantined.Select(tenure => tenure.NodeId));
        Assert.Equal((At, 7, ""), (answer.Time, answer.Revision, answer.NextPageToken));
    }

    [Fact]
    public async Task A_time_that_is_not_kept_is_exit_code_2()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.LookupAddress = _ => throw new ServiceError(ErrorReason.HistoryNotKept, "not kept").ToRpcException();

        using var run = await CommandRun.ToEndAsync("whois", "10.3.7.21", "--at", "2020-08-20T03:14Z", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Equal("HISTORY_NOT_KEPT", (string?)run.ErrorJson["reason"]);
        Assert.Equal(2, run.ExitCode);
    }

    private static Tenure Sample(string subnet, string node) => new()
    {
        Pool = "default",
        PoolGeneration = 2,
        NodeId = node,
        Subnet = subnet,
        Epoch = 41,
        StartTime = (At.ToDateTimeOffset() - TimeSpan.FromMinutes(14)).ToTimestamp(),
        EndTime = (At.ToDateTimeOffset() + TimeSpan.FromMinutes(46)).ToTimestamp(),
        State = LeaseState.Active,
        Ending = TenureEnding.Revoked,
        EndedBy = HistoryActor.Operator,
        RequestId = "ticket-7",
        EndReason = "stolen",
    };
}
