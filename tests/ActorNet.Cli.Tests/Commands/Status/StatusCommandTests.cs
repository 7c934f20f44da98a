using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Status;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task A_serving_service_is_exit_code_0()
    {
        await using var service = await StartAsync(serving: true);

        using var run = await CommandRun.ToEndAsync("status", "--endpoint", service.Endpoint);

        Assert.Equal(
            $"""
            Serving:   yes
            Endpoint:  {service.Endpoint}
            Version:   0.1.0
            Uptime:    3m12s
            Journal:   embedded
            Revision:  17
            Pools:     1
            Leases:    3
            REPLICA         REACHABLE  ROLE
            127.0.0.1:4053  yes        this one, pool coordinator
            No problems.

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_service_that_does_not_serve_is_exit_code_3_and_says_why()
    {
        await using var service = await StartAsync(serving: false, "The journal is full.", "The directory is behind.");

        using var run = await CommandRun.ToEndAsync("status", "--endpoint", service.Endpoint);

        Assert.Contains("Serving:   no\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("Problem: The journal is full.\nProblem: The directory is behind.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task As_json_it_is_the_contracts_own_with_every_field()
    {
        await using var service = await StartAsync(serving: false, "The journal is full.");

        using var run = await CommandRun.ToEndAsync("status", "-o", "json", "--endpoint", service.Endpoint);

        Assert.False((bool)run.OutputJson["serving"]!);
        Assert.Equal(17, JsonParser.Default.Parse<GetStatusResponse>(run.Output).Revision);
        Assert.Equal(3, run.ExitCode);
    }

    private static async Task<ScriptedService> StartAsync(bool serving, params string[] problems)
    {
        var service = await ScriptedService.StartAsync();
        service.Script.GetStatus = _ => new GetStatusResponse
        {
            Version = "0.1.0",
            Uptime = Duration.FromTimeSpan(new TimeSpan(0, 3, 12)),
            Journal = JournalKind.Embedded,
            Revision = 17,
            Pools = 1,
            Leases = 3,
            Replicas = { new Replica { Address = "127.0.0.1:4053", Self = true, PoolCoordinator = true, Reachable = true } },
            Serving = serving,
            Problems = { problems },
        };
        return service;
    }
}
