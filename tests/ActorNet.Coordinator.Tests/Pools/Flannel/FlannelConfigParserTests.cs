using System.Text;
using ActorNet.Flannel;

namespace ActorNet.Coordinator.Tests.Pools.Flannel;

public sealed class FlannelConfigParserTests
{
    [Theory]
    [InlineData("""{"Network":"192.168.0.0/16"}""", "192.168.0.0/16", 24, "192.168.1.0", "192.168.255.0")]
    [InlineData("""{"network":"10.0.0.0/8","SUBNETLEN":20}""", "10.0.0.0/8", 20, "10.0.16.0", "10.255.240.0")]
    [InlineData("""{"Network":"10.0.0.0/22"}""", "10.0.0.0/22", 24, "10.0.1.0", "10.0.3.0")]
    [InlineData("""{"Network":"10.0.0.0/23"}""", "10.0.0.0/23", 25, "10.0.0.128", "10.0.1.128")]
    [InlineData("""{"Network":"10.0.0.0/28"}""", "10.0.0.0/28", 30, "10.0.0.4", "10.0.0.12")]
    [InlineData("""{"Network":"10.1.2.3/16","SubnetLen":0}""", "10.1.0.0/16", 24, "10.1.1.0", "10.1.255.0")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetMin":"10.0.10.0","SubnetMax":"10.0.20.0"}""", "10.0.0.0/16", 24, "10.0.10.0", "10.0.20.0")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetMin":"10.0.0.0","SubnetMax":""}""", "10.0.0.0/16", 24, "10.0.0.0", "10.0.255.0")]
    [InlineData("""{"Network":"10.0.0.0/16","IPv6Network":"nonsense","Backend":{"Type":"udp","Port":7},"Else":[1]}""", "10.0.0.0/16", 24, "10.0.1.0", "10.0.255.0")]
    [InlineData("""{"EnableIPv4":false,"EnableIPv6":true,"IPv6Network":"fd77::/48"}""", "fd77::/48", 64, "fd77:0:0:1::", "fd77:0:0:ffff::")]
    [InlineData("""{"EnableIPv4":false,"EnableIPv6":true,"IPv6Network":"fd77::/64"}""", "fd77::/64", 66, "fd77::4000:0:0:0", "fd77::c000:0:0:0")]
    [InlineData("""{"EnableIPv4":null,"Network":"10.0.0.0/16","SubnetLen":null}""", "10.0.0.0/16", 24, "10.0.1.0", "10.0.255.0")]
    public void What_flannel_understands_is_understood_as_flannel_does(string json, string network, int length, string first, string last)
    {
        var family = Assert.Single(Parse(json).Families);

        Assert.Equal(
            (network, length, $"{first}/{length}", $"{last}/{length}"),
            (family.Network.ToString(), family.SubnetLength, family.First.ToString(), family.Last.ToString()));
    }

    [Fact]
    public void Both_families_may_be_on()
    {
        var flannel = Parse("""{"Network":"10.0.0.0/16","EnableIPv6":true,"IPv6Network":"fd77::/48","IPv6SubnetLen":80,"Backend":{"type":"vxlan","VNI":2}}""");

        Assert.Equal(["10.0.0.0/16", "fd77::/48"], flannel.Families.Select(family => family.Network.ToString()));
        Assert.Equal([24, 80], flannel.Families.Select(family => family.SubnetLength));
        Assert.Equal("vxlan", flannel.Backend);
    }

    [Theory]
    [InlineData("{}", "Network: missing")]
    [InlineData("""{"Network":""}""", "Network: missing")]
    [InlineData("""{"Network":7}""", "Network: 7 is not right")]
    [InlineData("""{"Network":"10.0.0.0"}""", "Network: '10.0.0.0' is not right")]
    [InlineData("""{"Network":"fd77::/48"}""", "Network: 'fd77::/48' is not right")]
    [InlineData("""{"Network":"10.0.0.0/29"}""", "Network: 10.0.0.0/29 is too small")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetLen":17}""", "SubnetLen: 17 is out of range; 10.0.0.0/16 allows 18 to 30")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetLen":31}""", "SubnetLen: 31 is out of range")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetLen":"24"}""", "SubnetLen: \"24\" is out of range")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetMin":"10.1.0.0"}""", "SubnetMin: '10.1.0.0' is not right; give the address of a subnet that lies in 10.0.0.0/16")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetMax":"x"}""", "SubnetMax: 'x' is not right")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetMax":"10.0.9.1"}""", "SubnetMax: 10.0.9.1 is not where a subnet begins; give 10.0.9.0")]
    [InlineData("""{"Network":"10.0.0.0/16","SubnetMin":"10.0.9.0","SubnetMax":"10.0.8.0"}""", "SubnetMin: 10.0.9.0 is behind SubnetMax, 10.0.8.0")]
    [InlineData("""{"Network":"10.0.0.0/16","EnableIPv4":false}""", "EnableIPv4, EnableIPv6: both are false")]
    [InlineData("""{"Network":"10.0.0.0/16","EnableIPv6":true}""", "IPv6Network: missing")]
    [InlineData("""{"Network":"10.0.0.0/16","EnableIPv6":"yes"}""", "EnableIPv6: \"yes\" is not right")]
    [InlineData("""{"EnableIPv4":false,"EnableIPv6":true,"IPv6Network":"fd77::/48","IPv6SubnetLen":127}""", "IPv6SubnetLen: 127 is out of range")]
    [InlineData("""{"EnableIPv4":false,"EnableIPv6":true,"IPv6Network":"fd77::/48","IPv6SubnetMin":"fd78::"}""", "IPv6SubnetMin: 'fd78::' is not right")]
    [InlineData("""{"Network":"10.0.0.0/16","Backend":"vxlan"}""", "Backend: a JSON String is not right")]
    [InlineData("[]", "it is a JSON Array")]
    [InlineData("", "it is not JSON")]
    [InlineData("""{"Network":"10.0.0.0/16",}""", "it is not JSON")]
    public void What_is_not_right_is_named_with_its_key(string json, string start)
    {
        var message = Assert.Throws<FlannelConfigException>(() => Parse(json)).Message;

        Assert.StartsWith(start, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_is_found_at_once()
    {
        var message = Assert.Throws<FlannelConfigException>(() => Parse("""{"SubnetLen":99,"EnableIPv6":true,"IPv6Network":1,"Backend":7}""")).Message;

        Assert.Equal(["Network", "IPv6Network", "Backend"], message.Split("; ").Select(part => part.Split(':')).Where(part => part.Length > 1).Select(part => part[0]));
    }

    [Theory]
    [InlineData("\"\\uD800\"")]
    [InlineData("\"\u00FF\"")]
    public void Text_that_is_not_Unicode_is_named(string network)
    {
        // Latin-1, so that the second one is a byte that UTF-8 has nowhere.
        var json = Encoding.Latin1.GetBytes($"{{\"Network\":{network}}}");

        var message = Assert.Throws<FlannelConfigException>(() => FlannelConfigParser.Parse(json)).Message;

        Assert.StartsWith("it has text that is not Unicode: ", message, StringComparison.Ordinal);
    }

    private static FlannelNetwork Parse(string json) => FlannelConfigParser.Parse(Encoding.UTF8.GetBytes(json));
}
