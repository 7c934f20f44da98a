using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Tests.Platform;

public sealed class CapabilitiesTests
{
    [Theory]
    [InlineData("CapEff:\t000001ffffffffff", true)]
    [InlineData("CapEff:\t0000000000001000", true)]
    [InlineData("CapEff:\t0000000000000000", false)]
    [InlineData("CapEff:\t000001ffffffefff", false)]
    [InlineData("CapPrm:\t000001ffffffffff", false)]
    [InlineData("", false)]
    public void The_right_to_change_the_network_is_read_from_the_status(string line, bool expected) =>
        Assert.Equal(expected, Capabilities.HasNetAdmin(["Name:\tx", line]));
}
