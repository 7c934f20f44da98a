using ActorNet.Cli.Tests.Fixtures;

namespace ActorNet.Cli.Tests;

/// <summary>What is wrong is told before anything is connected: nothing listens at the default endpoint that these runs would use.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "Required command")]
    [InlineData("pool", "Required command")]
    [InlineData("wach", "'wach'")]
    [InlineData("status --bogus", "'--bogus'")]
    [InlineData("status extra", "'extra'")]
    [InlineData("status --timeout 10", "--timeout: '10' is not a duration")]
    [InlineData("status --timeout 0s", "--timeout: '0s' is out of range")]
    [InlineData("status -o xml", "--output: 'xml' is not an output format; give table, wide, json or yaml")]
    [InlineData("status --endpoint localhost", "--endpoint: 'localhost' is not an endpoint")]
    [InlineData("pool get", "NAME")]
    [InlineData("pool get Edge", "NAME: 'Edge' is not a name")]
    [InlineData("pool get @/etc/hosts", "NAME: '@/etc/hosts' is not a name")]
    [InlineData("pool create edge", "--cidr")]
    [InlineData("pool create edge --cidr 10.0.0.1/8", "--cidr: '10.0.0.1/8' has host bits set; the prefix is 10.0.0.0/8")]
    [InlineData("pool create edge --cidr 10.0.0.0", "--cidr: ")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --cidr 10.0.0.0/9", "--cidr: 10.0.0.0/9 overlaps 10.0.0.0/8")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --ipv4-prefix-length 31", "--ipv4-prefix-length: '31' is not a whole number from 1 to 30")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --ipv6-prefix-length 64", "--ipv6-prefix-length: 64 is given, but")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --ttl 4s", "--ttl: '4s' is out of range; give 5s to 365d")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --quarantine 366d", "--quarantine: '366d' is out of range; give 0s to 365d")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --shards 0", "--shards: '0' is not a whole number from 1 to 1024")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --reclaim never", "--reclaim: 'never' is not a reclaim policy; give auto or manual")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --node-selector zone=a --node-selector zone=b", "--node-selector: label 'zone' is given 2 times; give it once")]
    [InlineData("pool update edge --yes --node-selector zone=a --node-selector zone=a", "--node-selector: label 'zone' is given 2 times")]
    [InlineData("pool create edge --cidr 10.0.0.0/8 --ipv4-lengths 26-22", "--ipv4-lengths: '26-22' is not a range")]
    [InlineData("lease list --pool -x", "--pool")]
    [InlineData("lease get a_b", "NODE: 'a_b' is not a name")]
    [InlineData("lease release a --yes --epoch 0", "--epoch: '0' is not a whole number from 1")]
    [InlineData("watch --from-revision -1", "--from-revision")]
    [InlineData("pool space", "NAME")]
    [InlineData("pool forecast Edge", "NAME: 'Edge' is not a name")]
    [InlineData("shards", "NAME")]
    [InlineData("explain a_b", "NODE: 'a_b' is not a name")]
    [InlineData("explain a --ipv4-prefix-length 33", "--ipv4-prefix-length: '33' is not a whole number from 1 to 32")]
    [InlineData("whois", "ADDRESS")]
    [InlineData("whois 10.0.0", "ADDRESS: '10.0.0' is not an address; give one like 10.244.7.21")]
    [InlineData("whois 10.0.0.7/24", "ADDRESS: '10.0.0.7/24' has host bits set; the prefix is 10.0.0.0/24")]
    [InlineData("whois 10.0.0.7 --at yesterday", "--at: 'yesterday' is not a time; write it as RFC 3339 has it")]
    [InlineData("whois 10.0.0.7 --at 2026-08-20T03:14", "--at: '2026-08-20T03:14' is not a time")]
    [InlineData("history --prefix 10.0.0.7", "--prefix: ")]
    [InlineData("history --node a_b", "--node: 'a_b' is not a name")]
    [InlineData("history --since 2026-02-30T00:00Z", "--since: '2026-02-30T00:00Z' is not a time")]
    [InlineData("audit --pool Edge", "--pool: 'Edge' is not a name")]
    [InlineData("export -o table", "--output: an export is a document; give json or yaml")]
    [InlineData("history --limit 0", "--limit: '0' is not a whole number from 1 to 1000000")]
    public async Task A_mistake_is_told_with_its_place_and_exit_code_2(string arguments, string expected)
    {
        using var run = await CommandRun.ToEndAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("(USAGE)", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Several_mistakes_have_a_line_each()
    {
        using var run = await CommandRun.ToEndAsync("pool", "create", "Edge", "--cidr", "10.0.0.1/8", "--ttl", "1");

        Assert.StartsWith("error: there are 3 mistakes (USAGE)\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n  NAME: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n  --cidr: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n  --ttl: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_for_the_history_is_one_line_of_253_characters()
    {
        using var tooLong = await CommandRun.ToEndAsync("lease", "release", "a", "--yes", "--reason", new string('x', 254));
        using var lines = await CommandRun.ToEndAsync("lease", "release", "a", "--yes", "--reason", "one\ntwo");

        Assert.Contains("--reason: the reason has 254 characters", tooLong.Error, StringComparison.Ordinal);
        Assert.Contains("--reason: the reason has control characters", lines.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-o", "json")]
    [InlineData("--output", "json")]
    [InlineData("--output=json")]
    [InlineData("-ojson")]
    public async Task Where_json_is_asked_for_a_mistake_is_json_too(params string[] format)
    {
        using var run = await CommandRun.ToEndAsync(["pool", "get", "Edge", .. format]);

        Assert.Equal("USAGE", (string?)run.ErrorJson["reason"]);
        Assert.Equal(2, (int)run.ErrorJson["exitCode"]!);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("-o", "yaml")]
    [InlineData("-oyaml")]
    [InlineData("--output:yaml")]
    public async Task Where_yaml_is_asked_for_a_mistake_is_a_yaml_document(params string[] format)
    {
        using var run = await CommandRun.ToEndAsync(["pool", "get", "Edge", .. format]);

        var error = Yaml.ToJson(run.Error)!["error"]!;
        Assert.Equal("USAGE", (string?)error["reason"]);
        Assert.Equal(2, (int)error["exitCode"]!);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("pool create --help")]
    [InlineData("lease release -h")]
    [InlineData("watch --help")]
    [InlineData("whois --help")]
    [InlineData("history --help")]
    [InlineData("audit --help")]
    [InlineData("export --help")]
    public async Task Help_names_the_common_options_and_the_exit_codes(string arguments)
    {
        using var run = await CommandRun.ToEndAsync(arguments.Split(' '));

        Assert.Contains("--endpoint <URL>", run.Output, StringComparison.Ordinal);
        Assert.Contains("--timeout <DURATION>", run.Output, StringComparison.Ordinal);
        Assert.Contains("--output <table|wide|json|yaml>", run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", run.Output, StringComparison.Ordinal);
        Assert.Contains("  130  ended by Ctrl-C", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }
}
