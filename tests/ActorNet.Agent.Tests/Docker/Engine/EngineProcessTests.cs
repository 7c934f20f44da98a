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

    [Fact]
    public void A_process_that_has_ended_or_was_replaced_by_another_is_not_alive()
    {
        var self = new EngineProcess(Environment.ProcessId, 1, []);

        Assert.False(self.IsAlive());
        Assert.False(new EngineProcess(int.MaxValue, 1, []).IsAlive());
    }
}
