using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Pools;

public sealed class PoolForecastTests
{
    private static readonly GetPoolForecastResponse Forecast = new()
    {
        Name = "edge",
        Revision = 17,
        HeldLeases = 56,
        SuspectLeases = 3,
        RevokedLeases = 1,
        QuarantinedLeases = 2,
        OldestQuarantine = Duration.FromTimeSpan(new TimeSpan(0, 42, 7)),
        Ipv4 = new FamilyForecast
        {
            Left = 200,
            Reserved = 4,
            TimeToFull = Duration.FromTimeSpan(TimeSpan.FromDays(25)),
            Windows =
            {
                new GrowthWindow { Window = Duration.FromTimeSpan(TimeSpan.FromHours(1)), Growth = -3 },
                new GrowthWindow
                {
                    Window = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
                    Growth = 8,
                    TimeToFull = Duration.FromTimeSpan(TimeSpan.FromDays(25)),
                },
            },
        },
    };

    [Fact]
    public async Task Every_window_that_is_known_has_its_estimate()
    {
        using var run = await RunAsync(Forecast);

        Assert.Equal(
            """
            Pool:                edge
            Leases:              56
            Suspect:             3
            Revoked:             1
            Quarantined:         2
            Oldest quarantine:   42m7s
            IPv4 left:           200
            IPv4 reserved:       4
            IPv4 full in about:  25d
            Revision:            17

            FAMILY  LEFT  WINDOW  GROWTH  FULL IN ABOUT
            IPv4    200   1h      -3      not growing
            IPv4    200   1d      +8      25d

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task What_is_not_known_is_not_guessed()
    {
        using var run = await RunAsync(new GetPoolForecastResponse { Name = "edge", Ipv4 = new FamilyForecast { Left = 256 } });

        Assert.Contains("IPv4 full in about:  not known yet\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("The pool is younger than an hour: nothing is known of its growth yet.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_pool_is_full()
    {
        var window = new GrowthWindow { Window = Duration.FromTimeSpan(TimeSpan.FromHours(1)), TimeToFull = new Duration() };

        using var run = await RunAsync(new GetPoolForecastResponse { Name = "edge", Ipv4 = new FamilyForecast { TimeToFull = new Duration(), Windows = { window } } });

        Assert.Contains("IPv4    0     1h      0       full\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_is_full_says_so_however_young_it_is()
    {
        using var run = await RunAsync(new GetPoolForecastResponse { Name = "edge", HeldLeases = 2, Ipv4 = new FamilyForecast { Left = 0 } });

        Assert.Contains("IPv4 full in about:  full\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_is_the_contracts_own()
    {
        using var run = await RunAsync(Forecast, "-o", "json");

        Assert.Equal(Forecast, JsonParser.Default.Parse<GetPoolForecastResponse>(run.Output));
    }

    private static async Task<CommandRun> RunAsync(GetPoolForecastResponse forecast, params string[] more)
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.GetPoolForecast = _ => forecast;
        return await CommandRun.ToEndAsync(["pool", "forecast", "edge", "--endpoint", service.Endpoint, .. more]);
    }
}
