using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.History;
using Microsoft.Extensions.Logging;

namespace ActorNet.Coordinator.Tests.Configuration;

public sealed class OptionsTests
{
    [Fact]
    public void Nothing_at_all_is_enough()
    {
        var (options, errors) = Read();

        Assert.Empty(errors);
        Assert.Equal("*:7410", options!.Listen.ToString());
        Assert.Equal(new EmbeddedStorageOptions("/data"), options.Storage);
        Assert.Equal(["10.244.0.0/16"], options.DefaultPool.Spec.Cidrs.Select(cidr => cidr.ToString()));
        Assert.Equal((LogLevel.Information, LogFormat.Text), (options.LogLevel, options.LogFormat));
    }

    [Theory]
    [InlineData("*:1", "*:1")]
    [InlineData(":7411", "*:7411")]
    [InlineData("192.0.2.7:7410", "192.0.2.7:7410")]
    [InlineData("[2001:db8::7]:7410", "[2001:db8::7]:7410")]
    public void An_address_to_listen_on_is_understood(string text, string expected)
    {
        Assert.True(ListenAddress.TryParse(text, out var listen));
        Assert.Equal(expected, listen.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("7410")]
    [InlineData("localhost:7410")]
    [InlineData("192.0.2.7")]
    [InlineData("192.0.2.7:65536")]
    [InlineData("2001:db8::7:7410")]
    [InlineData("*:-1")]
    public void What_is_not_an_address_to_listen_on_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("15m", 900)]
    [InlineData("24h", 86_400)]
    [InlineData("7d", 604_800)]
    public void A_duration_has_a_unit(string text, int seconds)
    {
        var (options, _) = Read((OptionKey.PoolTimeToLive, [text]));

        Assert.Equal(TimeSpan.FromSeconds(seconds), options!.DefaultPool.Spec.Timing.TimeToLive);
    }

    [Theory]
    [InlineData("4s")]
    [InlineData("30")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("999999999d")]
    public void A_time_to_live_that_is_not_right_is_named(string text)
    {
        var (options, errors) = Read((OptionKey.PoolTimeToLive, [text]));

        Assert.Null(options);
        Assert.StartsWith("pool.time-to-live in test: ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void How_much_of_the_past_is_kept_can_be_said()
    {
        var (options, errors) = Read((OptionKey.HistoryRetention, ["30d"]), (OptionKey.HistoryLimit, ["5000"]));

        Assert.Empty(errors);
        Assert.Equal(new PastLimits(TimeSpan.FromDays(30), 5000), options!.History);
        Assert.Equal(new PastLimits(TimeSpan.FromDays(90), 1_000_000), Read().Options!.History);
    }

    [Theory]
    [InlineData("history.retention", "59m")]
    [InlineData("history.retention", "3651d")]
    [InlineData("history.retention", "ever")]
    [InlineData("history.limit", "999")]
    [InlineData("history.limit", "100000001")]
    [InlineData("history.limit", "many")]
    public void What_cannot_be_kept_is_named(string name, string text)
    {
        var (options, errors) = Read((OptionKey.All.Single(key => key.Name == name), [text]));

        Assert.Null(options);
        Assert.StartsWith($"{name} in test: '{text}' is ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_is_found_at_once()
    {
        var (options, errors) = Read(
            (OptionKey.Listen, ["x"]),
            (OptionKey.LogFormat, ["xml"]),
            (OptionKey.PoolCidrs, ["10.0.0.0/16", "10.0.0.0/17"]),
            (OptionKey.PoolIpv4PrefixLength, ["8"]),
            (OptionKey.PoolShardCount, ["many"]),
            (OptionKey.PoolReclaim, ["1"]));

        Assert.Null(options);
        Assert.Equal(
            ["listen", "log.format", "pool.shard-count", "pool.reclaim", "pool.cidrs", "pool.ipv4-prefix-length"],
            errors.Select(error => error.Split(' ')[0]));
    }

    [Fact]
    public void A_file_may_hold_comments_and_numbers()
    {
        var (raw, errors) = ReadFile("""{ /* where */ "listen": "*:1", "pool": { "shard-count": 4, "cidrs": ["10.0.0.0/16", "fd00::/48"], }, }""");

        Assert.Empty(errors);
        Assert.Equal("*:1", raw[OptionKey.Listen]!.Text);
        Assert.Equal("4", raw[OptionKey.PoolShardCount]!.Text);
        Assert.Equal(["10.0.0.0/16", "fd00::/48"], raw[OptionKey.PoolCidrs]!.Texts);
    }

    [Theory]
    [InlineData("""{ "lisen": "*:1" }""", "lisen")]
    [InlineData("""{ "pool": { "size": 1 } }""", "pool.size")]
    [InlineData("""{ "pool": 7 }""", "pool")]
    [InlineData("""{ "listen": ["*:1"] }""", "listen")]
    [InlineData("""{ "listen": null }""", "listen")]
    [InlineData("[]", "the root")]
    [InlineData("{", "the configuration file")]
    public void What_is_wrong_in_a_file_is_named(string text, string start) =>
        Assert.StartsWith(start, Assert.Single(ReadFile(text).Errors), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var errors = new List<string>();

        OptionsFile.Read("/no/such/file.json", errors);

        Assert.Contains("/no/such/file.json", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_in_the_environment_has_commas()
    {
        var raw = OptionsEnvironment.Read(name => name == "ACTORNET_POOL_CIDRS" ? "10.0.0.0/16, fd00::/48" : null);

        Assert.Equal(["10.0.0.0/16", "fd00::/48"], raw[OptionKey.PoolCidrs]!.Texts);
    }

    [Theory]
    [InlineData(true, "/state", "/var/lib/actornet/coordinator")]
    [InlineData(false, "/state", "/state/actornet/coordinator")]
    public void Data_is_kept_where_the_system_wants_it(bool isRoot, string stateHome, string expected) =>
        Assert.Equal(expected, StandardDirectories.Data(isRoot, _ => stateHome));

    private static (CoordinatorOptions? Options, List<string> Errors) Read(params ReadOnlySpan<(OptionKey Key, string[] Texts)> given)
    {
        var (raw, errors) = (new RawOptions(), new List<string>());
        foreach (var (key, texts) in given)
        {
            raw.Add(key, new RawValue(texts, $"{key.Name} in test"));
        }

        return (OptionsReader.Read(raw, "/data", errors), errors);
    }

    private static (RawOptions Raw, List<string> Errors) ReadFile(string text)
    {
        using var directory = new TemporaryDirectory();
        var errors = new List<string>();
        File.WriteAllText(directory.Combine("options.json"), text);
        return (OptionsFile.Read(directory.Combine("options.json"), errors), errors);
    }
}
