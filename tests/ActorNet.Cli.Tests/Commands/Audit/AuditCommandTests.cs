using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Audit;

public sealed class AuditCommandTests
{
    private static readonly AuditResponse Finding = new()
    {
        Kind = AuditResponseKind.Finding,
        Code = "BRIDGE_DIFFERS",
        Message = "docker0 of node a has 10.0.9.1/24",
        Proposal = "see in the agent's log",
        Metadata = { ["node"] = "a", ["bridge_addresses"] = "10.0.9.1/24 172.17.0.1/16" },
    };

    private static readonly AuditResponse Unknown = new()
    {
        Kind = AuditResponseKind.Unknown,
        Code = "SHARD_SILENT",
        Message = "shard 3 of pool default did not answer within 5 s",
        Proposal = "audit again",
    };

    private static readonly AuditResponse Progress = new() { Kind = AuditResponseKind.Progress };

    private static readonly AuditResponse Summary = new()
    {
        Kind = AuditResponseKind.Summary,
        Summary = new AuditSummary
        {
            Checks = { new AuditCheck { Name = "leases", Examined = 12 }, new AuditCheck { Name = "shards", Examined = 4, Unknowns = 1 } },
            Revision = 77,
            Replica = "10.0.0.1:7411",
            Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)),
        },
    };

    [Fact]
    public async Task A_clean_audit_is_exit_code_0_and_says_what_was_looked_at()
    {
        await using var service = await StartAsync(Progress, Summary);

        using var run = await CommandRun.ToEndAsync("audit", "--endpoint", service.Endpoint);

        Assert.Equal(
            """
            CHECK   EXAMINED  FINDINGS  COULD NOT TELL
            leases  12        0         0
            shards  4         0         1
            Clean; audited by 10.0.0.1:7411 at revision 77 in 2s.

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Findings_are_exit_code_1_whatever_could_not_be_told()
    {
        await using var service = await StartAsync(Finding, Unknown, Summary);

        using var run = await CommandRun.ToEndAsync("audit", "--pool", "edge", "--journal", "--endpoint", service.Endpoint);

        Assert.StartsWith(
            """
            FINDING BRIDGE_DIFFERS: docker0 of node a has 10.0.9.1/24
              proposal: see in the agent's log
            COULD NOT TELL SHARD_SILENT: shard 3 of pool default did not answer within 5 s
              proposal: audit again

            """,
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("Findings: 1, and 1 could not be told; audited by", run.Output, StringComparison.Ordinal);
        Assert.Equal(new AuditRequest { Pool = "edge", ReadJournal = true }, Assert.Single(service.Script.Requests));
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task What_could_not_be_told_is_exit_code_2()
    {
        await using var service = await StartAsync(Unknown, Summary);

        using var run = await CommandRun.ToEndAsync("audit", "--endpoint", service.Endpoint);

        Assert.Contains("Nothing found, but 1 could not be told", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Wide_shows_the_evidence_and_json_has_it()
    {
        await using var service = await StartAsync(Finding, Summary);

        using var wide = await CommandRun.ToEndAsync("audit", "-o", "wide", "--endpoint", service.Endpoint);
        using var json = await CommandRun.ToEndAsync("audit", "-o", "json", "--endpoint", service.Endpoint);

        Assert.Contains("  evidence: bridge_addresses=\"10.0.9.1/24 172.17.0.1/16\" node=a\n", wide.Output, StringComparison.Ordinal);
        var finding = Assert.Single(json.OutputJson["findings"]!.AsArray())!;
        Assert.Equal(("BRIDGE_DIFFERS", "a"), ((string?)finding["code"], (string?)finding["metadata"]!["node"]));
        Assert.Equal("77", (string?)json.OutputJson["summary"]!["revision"]);
        Assert.Empty(json.OutputJson["unknowns"]!.AsArray());
    }

    [Fact]
    public async Task One_that_breaks_off_is_made_anew_by_another_coordinator()
    {
        await using var torn = await ScriptedService.StartAsync();
        torn.Script.Audit = async (_, stream, cancellation) =>
        {
            await stream.WriteAsync(Finding, cancellation);
            throw new ServiceError(ErrorReason.ShuttingDown, "stopping").ToRpcException();
        };
        await using var whole = await StartAsync(Summary);

        using var run = await CommandRun.ToEndAsync("audit", "--endpoint", torn.Endpoint, "--endpoint", whole.Endpoint);

        Assert.Contains("Clean; audited by", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BRIDGE_DIFFERS", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task One_that_never_ends_well_is_exit_code_2()
    {
        await using var service = await StartAsync(Finding);
        using var ended = await CommandRun.ToEndAsync("audit", "--endpoint", service.Endpoint);
        service.Script.Audit = (_, _, cancellation) => Task.Delay(Timeout.Infinite, cancellation);
        using var silent = await CommandRun.ToEndAsync("audit", "--timeout", "200ms", "-o", "json", "--endpoint", service.Endpoint);
        using var nobody = await CommandRun.ToEndAsync("audit", "--endpoint", Ports.NobodyListens);

        Assert.Equal([2, 2, 2], new[] { ended, silent, nobody }.Select(run => run.ExitCode));
        Assert.Equal("DEADLINE_EXCEEDED", (string?)silent.ErrorJson["reason"]);
        Assert.Equal(2, (int)silent.ErrorJson["exitCode"]!);
        Assert.Equal("", ended.Output);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_is_exit_code_4()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.Audit = (_, _, _) => throw new ServiceError(ErrorReason.PoolNotFound, "no such pool").ToRpcException();

        using var run = await CommandRun.ToEndAsync("audit", "--pool", "edge", "--endpoint", service.Endpoint);

        Assert.Equal(4, run.ExitCode);
    }

    private static async Task<ScriptedService> StartAsync(params AuditResponse[] responses)
    {
        var service = await ScriptedService.StartAsync();
        service.Script.Audit = async (_, stream, cancellation) =>
        {
            foreach (var response in responses)
                await stream.WriteAsync(response, cancellation);
        };
        return service;
    }
}
