using System.Net;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.State;
using ActorNet.Agent.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Agent.Tests.Docker;

public sealed class DockerKeeperTests : IDisposable
{
    private static readonly HostPlan Plan = new(NodeId.TryParse("n1", out var node) ? node : default, BackendKind.HostGateway, "eth0", [IPAddress.Parse("10.77.0.1")], "docker0", 1500, 74, null, null);

    private readonly FakeTimeProvider _clock = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_loop_says_that_it_lives_at_each_turn_and_hangs_when_it_has_not_for_longer_than_anything_takes()
    {
        var heartbeats = new Heartbeats(_clock);
        using var directory = StateDirectory.Open(_directory["state"]);
        using var state = new StateKeeper(directory, StateLoader.LoadOrCreate(directory, Plan.Node, "default", NullLogger.Instance), NullLogger<StateKeeper>.Instance);
        var options = new DockerOptions(DockerMode.Bridge, DockerRestart.Drain, _directory["sock"], _directory["daemon.json"], ["true"]);
        using var keeper = new DockerKeeper(options, Plan, state, _directory["state"], () => null, _clock, _ => { }, _ => { }, heartbeats, NullLogger<DockerKeeper>.Instance);
        using var stop = new CancellationTokenSource();
        Assert.Empty(heartbeats.All); // a loop that does not run does not hang

        var running = keeper.RunAsync(stop.Token);
        await Eventually.IsTrue(
            () =>
            {
                _clock.Advance(DockerKeeper.TurnPatience + TimeSpan.FromSeconds(1)); // it may turn just now
                return heartbeats.Stuck.SequenceEqual(["docker"]);
            },
            "it hangs");
        keeper.Submit(Plan);
        await Eventually.IsTrue(() => !heartbeats.Stuck.Any(), "it turns");

        await stop.CancelAsync();
        await running;
    }
}
