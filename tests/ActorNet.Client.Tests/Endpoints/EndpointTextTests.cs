using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Tests.Endpoints;

public sealed class EndpointTextTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7410")]
    [InlineData("http://[::1]:7410/")]
    [InlineData("http://coordinator:7410")]
    [InlineData("https://coordinator.example:7410")]
    public void An_endpoint_is_scheme_host_and_port(string text) => Assert.True(EndpointText.TryParse(text, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:7410")]
    [InlineData("localhost:7410")]
    [InlineData("ftp://localhost:7410")]
    [InlineData("http://localhost:7410/v1")]
    [InlineData("http://localhost:7410?x")]
    [InlineData("http://me@localhost:7410")]
    [InlineData("http://localhost:99999")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(EndpointText.TryParse(text, out _, out var error));
        Assert.StartsWith($"'{text}' is not an endpoint; write it like ", error, StringComparison.Ordinal);
    }
}
