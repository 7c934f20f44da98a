using System.Globalization;
using CsCheck;

namespace ActorNet.Addressing.Tests;

public class PrefixTextTests
{
    [Theory]
    [InlineData("10.244.0.0/16")]
    [InlineData("0.0.0.0/0")]
    [InlineData("255.255.255.255/32")]
    [InlineData("::/0")]
    [InlineData("::1/128")]
    [InlineData("fd77::/48")]
    [InlineData("2001:db8:1:2:3:4:5:6/128")]
    [InlineData("1:0:2::/48")]
    [InlineData("0:1::/32")]
    public void Canonical_text_is_kept(string text) => Assert.Equal(text, Prefix.Parse(text).ToString());

    [Theory]
    [InlineData("FD77:0:0::/48", "fd77::/48")]
    [InlineData("2001:0db8::/32", "2001:db8::/32")]
    [InlineData("0:0:0:0:0:0:0:0/0", "::/0")]
    [InlineData("2001:db8:0:1:1:1:1:1/128", "2001:db8:0:1:1:1:1:1/128")]
    [InlineData("2001:0:0:1:0:0:0:1/128", "2001:0:0:1::1/128")]
    [InlineData("2001:db8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128")]
    [InlineData("64:ff9b::10.1.0.0/112", "64:ff9b::a01:0/112")]
    [InlineData("::10.1.2.3/128", "::a01:203/128")]
    [InlineData("fe80::5efe:a01:203/128", "fe80::5efe:a01:203/128")]
    public void IPv6_is_written_as_RFC_5952_has_it(string text, string canonical) => Assert.Equal(canonical, Prefix.Parse(text).ToString());

    [Theory]
    [InlineData(null, "the prefix is empty; write it like 10.0.0.0/16 or fd77::/48")]
    [InlineData("", "the prefix is empty; write it like 10.0.0.0/16 or fd77::/48")]
    [InlineData("10.1.2.3/16", "'10.1.2.3/16' has host bits set; the prefix is 10.1.0.0/16")]
    [InlineData("fd77::1/48", "'fd77::1/48' has host bits set; the prefix is fd77::/48")]
    [InlineData("10.0.0.0", "'10.0.0.0' has no length; write 10.0.0.0/16")]
    [InlineData("fd77::", "'fd77::' has no length; write fd77::/48")]
    [InlineData("10.0.0.0/33", "length 33 of '10.0.0.0/33' is out of range; IPv4 has 0 to 32")]
    [InlineData("fd77::/129", "length 129 of 'fd77::/129' is out of range; IPv6 has 0 to 128")]
    [InlineData("fe80::1%eth0/64", "'fe80::1%eth0/64' has a zone id; write it without '%' and what follows")]
    [InlineData("::ffff:10.0.0.0/104", "'::ffff:10.0.0.0' is an IPv4-mapped IPv6 address; write 10.0.0.0 with an IPv4 prefix length")]
    [InlineData(" 10.0.0.0/16", "' 10.0.0.0/16' contains white space")]
    [InlineData("10.0.0.0/16\n", "'10.0.0.0/16\n' contains white space")]
    [InlineData("10.0.0.0/\u00a016", "'10.0.0.0/\u00a016' contains white space")]
    public void What_is_wrong_and_what_would_be_right_is_said(string? text, string expected)
    {
        Assert.False(Prefix.TryParse(text, out var prefix, out var error));

        Assert.Equal(default, prefix);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("010.0.0.0/8")]
    [InlineData("10.00.0.0/8")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData("10/8")]
    [InlineData("10.0/16")]
    [InlineData("167772160/8")]
    [InlineData("10.0.0.256/32")]
    [InlineData("10.0.0.0.0/32")]
    [InlineData("10.0.0./24")]
    [InlineData(".10.0.0.0/8")]
    [InlineData("10.0.0.-1/32")]
    [InlineData("１0.0.0.0/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0.0/4294967304")]
    [InlineData("/16")]
    [InlineData("/")]
    [InlineData("localhost/8")]
    [InlineData("[fd77::]/48")]
    [InlineData("fd77:::/48")]
    [InlineData("fd77::1::/48")]
    [InlineData("12345::/16")]
    [InlineData("fd77/48")]
    [InlineData("1:2:3:4:5:6:7/128")]
    [InlineData("1:2:3:4:5:6:7:8:9/128")]
    [InlineData("::1.2.3/128")]
    [InlineData("::01.2.3.4/128")]
    [InlineData("::1.2.3.4:5/128")]
    [InlineData("g::/16")]
    [InlineData(":/0")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.False(Prefix.TryParse(text, out _, out var error));

        Assert.NotEmpty(error);
        Assert.Equal(error, Assert.Throws<FormatException>(() => Prefix.Parse(text)).Message);
    }

    [Fact]
    public void Long_rubbish_is_cut_in_the_message()
    {
        Assert.False(Prefix.TryParse(new string('1', 1_000_000), out _, out var error));

        Assert.InRange(error.Length, 1, 300);
    }

    [Fact]
    public void Every_prefix_comes_back_from_its_text() =>
        Generate.Prefix.Sample(prefix => Assert.Equal(prefix, Prefix.Parse(prefix.ToString())), iter: 20_000);

    [Fact]
    public void Prefixes_with_runs_of_zeros_come_back_from_their_text() =>
        Gen.Select(Gen.Int[0, 255], Gen.Int[0, 128]).Sample((pattern, length) =>
        {
            var groups = Enumerable.Range(0, 8).Select(group => (pattern >> group & 1) == 1 ? "a1" : "0");
            var network = System.Net.IPAddress.Parse(string.Join(':', groups));
            if (!Prefix.TryParse($"{network}/128", out var prefix))
                return;

            while (prefix.Length > length)
                prefix = prefix.Parent;
            Assert.Equal(prefix, Prefix.Parse(prefix.ToString()));
            Assert.DoesNotContain(":::", prefix.ToString(), StringComparison.Ordinal);
        });

    [Fact]
    public void No_text_makes_the_parser_throw_and_what_it_takes_is_canonical_in_one_step() =>
        Gen.OneOf(
            Gen.String,
            Gen.String[Gen.Char["0123456789abcdefABCDEFx:./%[] +-"], 0, 45],
            Gen.Select(Generate.Prefix, Gen.Int[0, 60], Gen.Char["0123456789af:./% "]).Select(Mutate))
        .Sample(
            text =>
            {
                if (Prefix.TryParse(text, out var prefix, out var error))
                    Assert.Equal(prefix, Prefix.Parse(prefix.ToString()));
                else
                    Assert.NotEmpty(error);
            },
            iter: 100_000);

    [Fact]
    public void Formatting_fits_exactly_or_says_that_it_does_not() =>
        Generate.Prefix.Sample(prefix =>
        {
            var text = prefix.ToString();
            var buffer = new char[text.Length];

            Assert.True(prefix.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture));
            Assert.Equal(text, new string(buffer, 0, written));
            for (var shorter = 0; shorter < text.Length; shorter++)
            {
                Assert.False(prefix.TryFormat(buffer.AsSpan(0, shorter), out written, default, CultureInfo.InvariantCulture));
                Assert.Equal(0, written);
            }
        });

    private static string Mutate(Prefix prefix, int position, char character)
    {
        var text = prefix.ToString();
        var at = position % text.Length;
        return position % 2 == 0 ? text.Insert(at, $"{character}") : text.Remove(at, 1).Insert(at, $"{character}");
    }
}
