namespace ActorNet.Netlink.Tests;

public sealed class MacAddressTests
{
    [Fact]
    public void It_reads_what_it_writes()
    {
        Assert.Equal("02:00:0a:f4:01:ff", MacAddress.Parse("02:00:0A:F4:01:FF").ToString());
    }

    [Fact]
    public void Its_bytes_are_in_the_order_of_its_text()
    {
        Assert.Equal([2, 0, 10, 244, 1, 255], MacAddress.Parse("02:00:0a:f4:01:ff").ToArray());
        Assert.Equal(MacAddress.Parse("02:00:0a:f4:01:ff"), new MacAddress([2, 0, 10, 244, 1, 255]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:00:0a:f4:01")]
    [InlineData("02:00:0a:f4:01:0")]
    [InlineData("02:00:0a:f4:01:000")]
    [InlineData("02-00-0a-f4-01-00")]
    [InlineData("02:00:0a:f4:01:0g")]
    [InlineData("02:00:0a:f4:01: 1")]
    public void Other_text_is_refused(string text)
    {
        Assert.False(MacAddress.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => MacAddress.Parse(text));
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new MacAddress([1, 2, 3, 4, 5]));
    }
}
