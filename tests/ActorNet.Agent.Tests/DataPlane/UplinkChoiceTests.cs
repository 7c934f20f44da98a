using System.Net;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane;

public sealed class UplinkChoiceTests
{
    private static readonly List<Link> Links = [Link(1, "lo", LinkFlags.Loopback), Link(2, "eth0"), Link(3, "eth1"), Link(4, "bond0.7"), Link(5, "docker0"), Link(6, "anet.1") with { Alias = "actornet" }];

    private static readonly List<Address> Addresses = [Address(2, "10.77.0.1"), Address(3, "192.168.7.1"), Address(4, "fd77::1"), Address(5, "10.244.1.1"), Address(6, "10.244.1.0")];

    private static readonly Route Default = new() { Destination = IPNetwork.Parse("0.0.0.0/0"), Gateway = IPAddress.Parse("192.168.7.254"), LinkIndex = 3 };

    [Theory]
    [InlineData("eth1", "eth1")]
    [InlineData("192.168.7.1", "eth1")]
    [InlineData("fd77::1", "bond0.7")]
    [InlineData("eth9,eth1,eth0", "eth1")]
    public void By_name_or_address_the_first_that_is_there(string given, string expected) =>
        Assert.Equal(expected, Find(["--interface", given])?.Name);

    [Theory]
    [InlineData("^eth[1-9]", "eth1")]
    [InlineData(@"192\.168\..*", "eth1")]
    [InlineData("l", "none")]
    [InlineData("docker|anet", "none")]
    [InlineData(@"10\.244\..*", "none")]
    public void By_pattern_for_its_name_or_else_an_address_and_never_the_loopback_or_what_the_agent_has_made(string pattern, string expected)
    {
        if (expected == "none")
            Assert.Throws<HostUnfitException>(() => Find(["--interface-regex", pattern]));
        else
            Assert.Equal(expected, Find(["--interface-regex", pattern])?.Name);
    }

    [Fact]
    public void By_what_it_reaches_where_the_ways_before_find_none()
    {
        Assert.Equal("bond0.7", Find(["--interface-can-reach", "fd99::1"], reached: 4)?.Name);
        Assert.Equal("bond0.7", Find(["--interface", "eth9", "--interface-can-reach", "fd99::1"], reached: 4)?.Name);
        Assert.Throws<HostUnfitException>(() => Find(["--interface-can-reach", "10.77.0.1"], reached: 1));
        Assert.Throws<HostUnfitException>(() => Find(["--interface-can-reach", "10.244.1.9"], reached: 5));
        Assert.Throws<HostUnfitException>(() => Find(["--interface-can-reach", "10.244.2.9"], reached: 6));
    }

    [Fact]
    public void By_the_default_route_where_nothing_is_asked_for() => Assert.Equal("eth1", Find([])?.Name);

    [Fact]
    public void What_was_asked_for_and_is_not_there_is_named() =>
        Assert.Contains("--interface eth9", Assert.Throws<HostUnfitException>(() => Find(["--interface", "eth9"])).Message, StringComparison.Ordinal);

    private static Link? Find(string[] flags, int reached = 0)
    {
        var options = new List<(string, string[])>();
        for (var i = 0; i < flags.Length; i += 2)
            options.Add((flags[i][2..], flags[i + 1].Split(',')));
        return UplinkChoice.Find(Options(options), Links, Addresses, [Default], reached);
    }

    private static AgentOptions Options(IEnumerable<(string Name, string[] Values)> flags)
    {
        var raw = new RawOptions();
        foreach (var (name, values) in flags.Append(("node-id", ["n1"])))
            raw.Set(OptionCatalogue.All.Single(option => option.Name == name), [.. values], "a flag");
        var errors = new List<string>();
        var options = new AgentOptionsReader(raw, errors).Read(machineId: null);
        Assert.Empty(errors);
        return options;
    }

    private static Link Link(int index, string name, LinkFlags flags = LinkFlags.Up) => new() { Index = index, Name = name, Flags = flags };

    private static Address Address(int index, string text) => new() { LinkIndex = index, Local = IPAddress.Parse(text), PrefixLength = text.Contains(':') ? 64 : 24 };
}
