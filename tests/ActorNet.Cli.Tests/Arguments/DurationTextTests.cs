using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Tests.Arguments;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("0s", 0)]
    [InlineData("90m", 5_400_000)]
    public void A_duration_is_numbers_with_units(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var value, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1 s")]
    [InlineData("1s1h")]
    [InlineData("1s1s")]
    [InlineData("1y")]
    [InlineData("1S")]
    [InlineData("999999999999999d")]
    [InlineData("99999999999999999999999s")]
    [InlineData("10675199d10675199h")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.False(DurationText.TryParse(text, out _, out var error));
        Assert.Contains("like 500ms", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4999ms", false)]
    [InlineData("5s", true)]
    [InlineData("365d", true)]
    [InlineData("365d1ms", false)]
    public void Limits_are_included(string text, bool expected)
    {
        var parse = DurationText.Between(TimeSpan.FromSeconds(5), TimeSpan.FromDays(365));

        Assert.Equal(expected, parse(text, out _, out var error));
        Assert.Equal(expected, error is null);
    }

    [Theory]
    [InlineData(0, "0s", "0s")]
    [InlineData(-5, "0s", "0s")]
    [InlineData(350, "350ms", "350ms")]
    [InlineData(192_000, "3m12s", "3m12s")]
    [InlineData(192_345, "3m12s345ms", "3m12s")]
    [InlineData(3_605_000, "1h5s", "1h")]
    [InlineData(93_784_005, "1d2h3m4s5ms", "1d2h")]
    [InlineData(86_400_000, "1d", "1d")]
    public void A_duration_is_shown_in_full_or_roughly(long milliseconds, string full, string rough)
    {
        var value = TimeSpan.FromMilliseconds(milliseconds);

        Assert.Equal(full, DurationText.Format(value));
        Assert.Equal(rough, DurationText.FormatRoughly(value));
    }
}
