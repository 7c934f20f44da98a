using System.Net;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Flannel;

namespace ActorNet.Cli.Tests.Commands.Flannel;

/// <summary>Keys and values to the byte as flannel has them.</summary>
public sealed class FlannelFormatTests
{
    [Theory]
    [InlineData("10.77.18.0-24", "10.77.18.0/24")]
    [InlineData("10.77.18.0-24&fd77:0:0:12::-64", "10.77.18.0/24", "fd77:0:0:12::/64")]
    [InlineData("0.0.0.0-0&fd77:0:0:12::-64", "fd77:0:0:12::/64")]
    public void A_key_is_read_and_written(string text, params string[] subnets)
    {
        Assert.True(FlannelKey.TryParse(text, out var read));
        Assert.Equal(subnets.Select(Prefix.Parse), read);
        Assert.Equal(text, FlannelKey.Format(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("config")]
    [InlineData("0.0.0.0-0")]
    [InlineData("10.77.18.1-24")]
    [InlineData("10.77.18.0-33")]
    [InlineData("10.77.18.0/24")]
    [InlineData("fd77:0:0:12::-64")]
    [InlineData("10.77.18.0-24&10.77.19.0-24")]
    [InlineData("10.77.18.0-24&fd77::-64&fd78::-64")]
    public void What_is_no_key_of_a_lease_is_not_read(string text) => Assert.False(FlannelKey.TryParse(text, out _));

    [Theory]
    [InlineData("""{"PublicIP":"10.211.0.11","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:75"}}""")]
    [InlineData("""{"PublicIP":"10.211.0.11","PublicIPv6":"fd00::11","BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:75"},"BackendV6Data":{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:76"}}""")]
    [InlineData("""{"PublicIP":"10.211.0.11","PublicIPv6":null,"BackendType":"host-gw"}""")]
    [InlineData("""{"PublicIP":"10.211.0.11","PublicIPv6":null}""")]
    [InlineData("""{"PublicIP":"10.211.0.11","PublicIPv6":null,"BackendType":"alloc","ActorNet":{"Pool":"default","Node":"a","Epoch":7}}""")]
    [InlineData("""{"PublicIP":"10.211.0.11","PublicIPv6":null,"BackendType":"alloc","ActorNet":{"Pool":"default","Node":"a","Epoch":0,"Returned":true}}""")]
    public void A_value_is_read_and_written_to_the_byte(string json)
    {
        Assert.True(FlannelLease.TryParse(Encoding.UTF8.GetBytes(json), out var lease, out _));
        Assert.Equal(json, Encoding.UTF8.GetString(lease.ToJson()));
    }

    [Fact]
    public void Names_count_in_any_letter_case_and_what_is_not_known_is_passed_over()
    {
        Assert.True(FlannelLease.TryParse(Encoding.UTF8.GetBytes("""{"publicip":"10.0.0.1","backendtype":"udp","Else":[1]}"""), out var lease, out _));
        Assert.Equal((IPAddress.Parse("10.0.0.1"), "udp", null), (lease.Address!, lease.BackendType, lease.Mark));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"PublicIP":17}""")]
    [InlineData("""{"PublicIP":"10.0.0"}""")]
    [InlineData("""{"PublicIP":"fd00::1"}""")]
    [InlineData("""{"PublicIP":"10.0.0.1","BackendType":{}}""")]
    [InlineData("""{"PublicIP":"10.0.0.1","ActorNet":{"Epoch":"seven"}}""")]
    public void What_is_no_lease_is_not_read_and_says_why(string json)
    {
        Assert.False(FlannelLease.TryParse(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("""{"VNI":1,"VtepMAC":"e2:f4:0a:1b:3d:75"}""", 1, "e2:f4:0a:1b:3d:75")]
    [InlineData("""{"VNI":"1"}""", null, null)]
    [InlineData("""{"\udc00":1}""", null, null)]
    [InlineData("[]", null, null)]
    [InlineData(null, null, null)]
    public void A_tunnel_end_point_is_read_from_a_backends_data(string? data, int? vni, string? mac) => Assert.Equal((vni, mac), FlannelLease.ReadVxlan(data));
}
