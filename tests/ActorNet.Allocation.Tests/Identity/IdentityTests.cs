using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Tests.Identity;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("node-1.example.org")]
    [InlineData("a--..--z")]
    public void A_name(string text)
    {
        Assert.True(Name.IsValid(text));
        Assert.Equal(text, new NodeId(text).Value);
        Assert.Equal(text, new PoolName(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData(".a")]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("٣")]
    public void No_name(string? text)
    {
        Assert.False(Name.IsValid(text));
        Assert.Throws<ArgumentException>(() => new NodeId(text!));
        Assert.Throws<ArgumentException>(() => new PoolName(text!));
    }

    [Fact]
    public void Names_have_up_to_63_characters()
    {
        Assert.True(Name.IsValid(new string('a', 63)));
        Assert.False(Name.IsValid(new string('a', 64)));
    }

    [Fact]
    public void A_secret_is_kept_in_16_bytes_and_not_printed()
    {
        var secret = Secret128.Draw();

        Assert.Equal(secret, Secret128.FromBytes(secret.ToBytes()));
        Assert.Equal(3, secret.ToString().Length);
        Assert.NotEqual(secret, Secret128.Draw());
        Assert.Throws<ArgumentException>(() => Secret128.FromBytes(new byte[15]));
    }

    [Fact]
    public void Epochs_are_ordered_and_end_with_an_error_rather_than_anew()
    {
        var one = new Epoch(1);

        Assert.True(Epoch.None < one && one > Epoch.None && one <= one.Next && one.Next >= one);
        Assert.Equal(one, Epoch.Max(one, Epoch.None));
        Assert.Throws<OverflowException>(() => new Epoch(long.MaxValue).Next);
    }
}
