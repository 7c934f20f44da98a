using ActorNet.Agent.Docker.Engine;

namespace ActorNet.Agent.Tests.Docker.Engine;

public sealed class EngineProcessTests
{
    [Theory]
    [InlineData("10.0.0.1/24", "dockerd", "-H", "unix:///x", "--bip=10.0.0.1/24")]
    [InlineData("10.0.0.1/24", "dockerd", "--bip", "10.0.0.1/24", "--debug")]
    [InlineData("true", "dockerd", "--bip")]
    [InlineData("true", "dockerd", "--bip", "--debug")]
    [InlineData(null, "dockerd", "--bip6=fd00::1/64", "--label", "bip=1")]
    public void Its_options_are_read_in_any_form(string? expected, params string[] arguments) => Assert.Equal(expected, new EngineProcess(1, 1, [.. arguments]).Flag("bip"));

    [Theory]
    [InlineData(2, "--host", "unix:///var/run/docker.sock")]
    [InlineData(2, "-H", "fd://", "-H=unix:///run/docker.sock")]
    [InlineData(2, "--host=tcp://0.0.0.0:2376", "--host=unix://")]
    [InlineData(1)]
    [InlineData(1, "--debug")]
    [InlineData(1, "-H", "fd://", "--containerd=/run/containerd/containerd.sock")]
    [InlineData(0, "--host", "unix:///srv/other.sock")]
    [InlineData(0, "-H", "tcp://127.0.0.1:2375")]
    public void Of_several_engines_that_one_is_meant_which_names_the_socket_or_at_least_no_other(int expected, params string[] arguments) =>
        Assert.Equal(expected, new EngineProcess(1, 1, ["dockerd", .. arguments]).LikelinessAt("/var/run/docker.sock"));

    [Fact]
    public void A_process_that_has_ended_or_was_replaced_by_another_is_not_alive()
    {
        var self = new EngineProcess(Environment.ProcessId, 1, []);

        Assert.False(self.IsAlive());
        Assert.False(new EngineProcess(int.MaxValue, 1, []).IsAlive());
    }
}
