using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Tests.Arguments;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-08-20T03:14Z", "2026-08-20T03:14:00.0000000")]
    [InlineData("2026-08-20T03:14:07Z", "2026-08-20T03:14:07.0000000")]
    [InlineData("2026-08-20t03:14:07z", "2026-08-20T03:14:07.0000000")]
    [InlineData("2026-08-20T05:14+02:00", "2026-08-20T03:14:00.0000000")]
    [InlineData("2026-08-19T22:44:07.25-04:30", "2026-08-20T03:14:07.2500000")]
    [InlineData("2026-08-20T03:14:07.123456789Z", "2026-08-20T03:14:07.1234567")]
    [InlineData("2024-02-29T00:00Z", "2024-02-29T00:00:00.0000000")]
    public void A_time_is_read_as_RFC_3339_has_it(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, out var time, out _));
        Assert.Equal((expected, TimeSpan.Zero), ($"{time:yyyy-MM-dd'T'HH:mm:ss.fffffff}", time.Offset));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-08-20")]
    [InlineData("2026-08-20T03:14")]
    [InlineData("2026-08-20 03:14Z")]
    [InlineData("2026-08-20T03Z")]
    [InlineData("2026-08-20T03:14.5Z")]
    [InlineData("2026-08-20T24:00Z")]
    [InlineData("2026-02-30T00:00Z")]
    [InlineData("2026-08-20T03:14+0200")]
    [InlineData("2026-08-20T03:14+25:00")]
    [InlineData("2026-08-20T03:14Z\n")]
    [InlineData("20.8.2026 3:14")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.False(TimeText.TryParse(text, out _, out var error));
        Assert.Contains("like 2026-08-20T03:14Z", error, StringComparison.Ordinal);
    }
}
