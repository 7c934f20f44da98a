using System.Net;
using System.Runtime.CompilerServices;
using CsCheck;

namespace ActorNet.Addressing.Tests;

public class PrefixTests
{
    [Fact]
    public void The_default_value_is_all_of_IPv4() => Assert.Equal(Prefix.Parse("0.0.0.0/0"), default);

    [Fact]
    public void A_prefix_takes_24_bytes() => Assert.Equal(24, Unsafe.SizeOf<Prefix>());

    [Theory]
    [InlineData("10.1.2.3", 16, "'10.1.2.3/16' has host bits set; the prefix is 10.1.0.0/16")]
    [InlineData("fd77::1", 48, "'fd77::1/48' has host bits set; the prefix is fd77::/48")]
    [InlineData("10.0.0.0", 33, "length 33 of '10.0.0.0/33' is out of range; IPv4 has 0 to 32")]
    [InlineData("10.0.0.0", -1, "length -1 of '10.0.0.0/-1' is out of range; IPv4 has 0 to 32")]
    [InlineData("fd77::", 129, "length 129 of 'fd77::/129' is out of range; IPv6 has 0 to 128")]
    [InlineData("::ffff:10.0.0.0", 104, "'::ffff:10.0.0.0' is an IPv4-mapped IPv6 address; write 10.0.0.0 with an IPv4 prefix length")]
    [InlineData("fe80::%3", 64, "'fe80::%3' has a zone id; write it without '%' and what follows")]
    public void What_is_not_canonical_cannot_be_made(string address, int length, string message)
    {
        var refused = Assert.Throws<ArgumentException>(() => Prefix.Create(IPAddress.Parse(address), length));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.244.3.0/24", "10.244.3.0", "10.244.3.1", "10.244.3.255", "256")]
    [InlineData("10.244.3.4/31", "10.244.3.4", "10.244.3.5", "10.244.3.5", "2")]
    [InlineData("10.244.3.5/32", "10.244.3.5", "10.244.3.5", "10.244.3.5", "1")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "0.0.0.1", "255.255.255.255", "4294967296")]
    [InlineData("fd77:0:0:5::/64", "fd77:0:0:5::", "fd77:0:0:5::1", "fd77:0:0:5:ffff:ffff:ffff:ffff", "18446744073709551616")]
    [InlineData("fd77::2/127", "fd77::2", "fd77::3", "fd77::3", "2")]
    [InlineData("fd77::2/128", "fd77::2", "fd77::2", "fd77::2", "1")]
    [InlineData("::/0", "::", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "340282366920938463463374607431768211455")]
    public void A_prefix_knows_its_addresses(string text, string first, string firstUsable, string last, string count)
    {
        var prefix = Prefix.Parse(text);

        Assert.Equal(IPAddress.Parse(first), prefix.Address);
        Assert.Equal(IPAddress.Parse(firstUsable), prefix.FirstUsable);
        Assert.Equal(IPAddress.Parse(last), prefix.LastAddress);
        Assert.Equal(UInt128.Parse(count), prefix.AddressCount);
    }

    [Fact]
    public void Halves_are_buddies_with_one_parent() =>
        Generate.Prefix.Where(prefix => prefix.Length < Generate.Width(prefix)).Sample(prefix =>
        {
            Assert.Equal(prefix.Right, prefix.Left.Buddy);
            Assert.Equal(prefix.Left, prefix.Right.Buddy);
            Assert.Equal(prefix, prefix.Left.Parent);
            Assert.Equal(prefix, prefix.Right.Parent);
            Assert.False(prefix.Left.Overlaps(prefix.Right));
            Assert.Equal(prefix.Address, prefix.Left.Address);
            Assert.Equal(prefix.LastAddress, prefix.Right.LastAddress);
        });

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void The_whole_family_has_neither_buddy_nor_parent(string text)
    {
        var prefix = Prefix.Parse(text);

        Assert.Throws<InvalidOperationException>(() => prefix.Buddy);
        Assert.Throws<InvalidOperationException>(() => prefix.Parent);
    }

    [Theory]
    [InlineData("10.0.0.1/32")]
    [InlineData("::1/128")]
    public void A_single_address_has_no_halves(string text)
    {
        var prefix = Prefix.Parse(text);

        Assert.Throws<InvalidOperationException>(() => prefix.Left);
        Assert.Throws<InvalidOperationException>(() => prefix.Right);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", "10.255.0.0/16", true)]
    [InlineData("10.255.0.0/16", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0/16", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    [InlineData("::/0", "fd77::/48", true)]
    public void A_prefix_contains_its_parts_only(string outer, string inner, bool contains) =>
        Assert.Equal(contains, Prefix.Parse(outer).Contains(Prefix.Parse(inner)));

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", false)]
    [InlineData("fe80::/10", "fe80::1%3", true)]
    public void An_address_is_inside_or_not(string prefix, string address, bool contains) =>
        Assert.Equal(contains, Prefix.Parse(prefix).Contains(IPAddress.Parse(address)));

    [Fact]
    public void Prefixes_overlap_exactly_if_their_addresses_do() =>
        Gen.Select(Generate.NearbyPrefix, Generate.NearbyPrefix).Sample((a, b) =>
            Assert.Equal(First(a) <= Last(b) && First(b) <= Last(a), a.Overlaps(b)));

    [Fact]
    public void Order_is_family_then_address_then_shorter_first()
    {
        string[] texts = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "255.0.0.0/8", "::/0", "::/64", "fd77::/48"];
        Prefix[] inOrder = [.. texts.Select(Prefix.Parse)];

        Assert.Equal(inOrder, inOrder.Reverse().Order());
        Assert.True(inOrder[0] < inOrder[1] && inOrder[1] > inOrder[0] && inOrder[0] <= inOrder[1] && inOrder[1] >= inOrder[0]);
    }

    [Fact]
    public void Subprefixes_are_numbered_by_address() =>
        Gen.Select(Generate.Prefix, Gen.Int[0, 8], Gen.ULong).Sample((prefix, more, number) =>
        {
            var length = Math.Min(prefix.Length + more, Generate.Width(prefix));
            var count = prefix.CountOf(length);
            var index = (UInt128)number % count;
            var part = prefix.Subprefix(index, length);

            Assert.True(prefix.Contains(part));
            Assert.Equal(First(prefix) + (index * part.AddressCount), First(part));
            Assert.Throws<ArgumentOutOfRangeException>(() => prefix.Subprefix(count, length));
        });

    [Fact]
    public void Every_address_of_IPv6_has_its_number()
    {
        var all = Prefix.Parse("::/0");

        Assert.Equal(UInt128.MaxValue, all.CountOf(128));
        Assert.Equal("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", all.Subprefix(UInt128.MaxValue, 128).ToString());
        Assert.Equal(all, all.Subprefix(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Subprefix(1, 0));
    }

    [Fact]
    public void Larger_prefixes_are_not_inside()
    {
        var prefix = Prefix.Parse("10.0.0.0/16");

        Assert.Equal(UInt128.Zero, prefix.CountOf(15));
        Assert.Throws<ArgumentOutOfRangeException>(() => prefix.Subprefix(0, 15));
        Assert.Throws<ArgumentOutOfRangeException>(() => prefix.CountOf(33));
        Assert.Throws<ArgumentOutOfRangeException>(() => prefix.CountOf(-1));
    }

    [Fact]
    public void Conversion_to_IPNetwork_and_back_changes_nothing() =>
        Generate.Prefix.Where(prefix => !prefix.Address.IsIPv4MappedToIPv6).Sample(prefix =>
        {
            Assert.Equal(prefix, Prefix.FromNetwork(prefix.ToIPNetwork()));
            Assert.Equal(prefix, Prefix.Create(prefix.Address, prefix.Length));
            Assert.Equal(prefix.Length, prefix.ToIPNetwork().PrefixLength);
        });

    private static UInt128 First(Prefix prefix) => Number(prefix.Address);

    private static UInt128 Last(Prefix prefix) => Number(prefix.LastAddress);

    private static UInt128 Number(IPAddress address) =>
        address.GetAddressBytes().Aggregate(UInt128.Zero, (number, value) => (number << 8) | value);
}
