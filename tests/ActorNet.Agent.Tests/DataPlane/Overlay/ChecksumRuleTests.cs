using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Overlay;

namespace ActorNet.Agent.Tests.DataPlane.Overlay;

public sealed class ChecksumRuleTests
{
    [Theory]
    [InlineData("auto", "4.19.0", "off")]
    [InlineData("auto", "5.7.19", "off")]
    [InlineData("auto", "5.8.0", "as it is")]
    [InlineData("auto", "6.1.0", "as it is")]
    [InlineData("on", "4.19.0", "on")]
    [InlineData("off", "6.1.0", "off")]
    public void Checksums_are_computed_early_where_the_kernel_is_known_to_be_wrong_or_the_operator_says_so(string wanted, string kernel, string expected)
    {
        var rule = ChecksumRule.Of(Enum.Parse<ChecksumOffload>(wanted, ignoreCase: true), Version.Parse(kernel));

        Assert.Equal(expected, rule switch { true => "on", false => "off", null => "as it is" });
    }
}
