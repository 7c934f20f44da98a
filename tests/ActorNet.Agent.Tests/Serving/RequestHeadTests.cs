using System.Text;
using ActorNet.Agent.Serving;

namespace ActorNet.Agent.Tests.Serving;

public sealed class RequestHeadTests
{
    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "GET", "/metrics")]
    [InlineData("HEAD /readyz?verbose=1&x=? HTTP/1.0\r\n\r\n", "HEAD", "/readyz")]
    [InlineData("get / HTTP/1.1\r\n\r\n", "get", "/")]
    public void A_request_is_its_first_line(string text, string method, string path)
    {
        Assert.True(RequestHead.IsComplete(Encoding.UTF8.GetBytes(text)));
        Assert.True(RequestHead.TryParse(Encoding.UTF8.GetBytes(text), out var head));

        Assert.Equal(new RequestHead(method, path), head);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET / HTTP/2.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1 x\r\n\r\n")]
    [InlineData("GET  / HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://x/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET /\u0007 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /ä HTTP/1.1\r\n\r\n")]
    [InlineData(" /x HTTP/1.1\r\n\r\n")]
    public void Anything_else_is_none(string text) => Assert.False(RequestHead.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_head_is_complete_with_its_empty_line() => Assert.False(RequestHead.IsComplete("GET / HTTP/1.1\r\nHost: x\r\n"u8));
}
