using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.Docker.Daemon;

namespace ActorNet.Agent.Tests.Docker.Daemon;

public sealed class DaemonMergeTests
{
    private const string Path = "/etc/docker/daemon.json";
    private const string Theirs = "{\n  \"bip\": \"172.18.0.1/16\",\n  \"debug\": true\n}\n";

    private static readonly DaemonSettings First = new(Prefix.Parse("10.244.1.0/24"), null, 1450, AgentMasquerades: false);
    private static readonly DaemonSettings Second = First with { IPv4 = Prefix.Parse("10.244.2.0/24") };
    private static readonly DaemonSettings Dual = First with { IPv6 = Prefix.Parse("fd78:0:0:1::/64") };

    [Fact]
    public void The_file_has_what_the_lease_says_and_what_it_had()
    {
        var (document, edit) = DaemonMerge.Apply(Path, Parse(Theirs), null, First);

        Assert.Equal("{\n  \"bip\": \"10.244.1.1/24\",\n  \"debug\": true,\n  \"mtu\": 1450,\n  \"ip-masq\": true\n}\n", Text(document));
        Assert.Equal(new DaemonKey("bip", "\"172.18.0.1/16\"", "\"172.18.0.1/16\"", "\"10.244.1.1/24\""), edit.Find("bip"));
        Assert.Equal(new DaemonKey("mtu", null, null, "1450"), edit.Find("mtu"));
    }

    [Fact]
    public void A_file_that_was_not_there_is_made_and_goes_again()
    {
        var (document, edit) = DaemonMerge.Apply(Path, null, null, Dual);

        Assert.Equal("{\n  \"bip\": \"10.244.1.1/24\",\n  \"ipv6\": true,\n  \"fixed-cidr-v6\": \"fd78:0:0:1::/64\",\n  \"mtu\": 1450,\n  \"ip-masq\": true\n}\n", Text(document));
        Assert.Null(DaemonMerge.Revert(document, edit));
        var withMore = DaemonMerge.Revert(document.With("debug", "true"), edit)!; // somebody has put something into it since
        Assert.Equal(("true", null), (withMore.Raw("debug"), withMore.Raw("bip")));
    }

    [Fact]
    public void An_IPv6_address_of_docker0_that_somebody_set_follows_the_lease_and_comes_back()
    {
        const string theirs = "{\n  \"bip6\": \"fd99::1/64\"\n}\n";
        var (document, edit) = DaemonMerge.Apply(Path, Parse(theirs), null, Dual);

        Assert.Equal("\"fd78:0:0:1::1/64\"", document.Raw("bip6"));
        Assert.Equal(theirs, Text(DaemonMerge.Revert(document, edit)!));
    }

    [Fact]
    public void A_second_lease_changes_only_its_values_and_the_way_back_leads_to_the_first_bytes()
    {
        var (first, edit) = DaemonMerge.Apply(Path, Parse(Theirs), null, First);
        var (second, next) = DaemonMerge.Apply(Path, first, edit, Second);

        Assert.Equal(Text(first).Replace("10.244.1.1", "10.244.2.1", StringComparison.Ordinal), Text(second));
        Assert.Equal(Theirs, Text(DaemonMerge.Revert(second, next)!));
    }

    [Fact]
    public void Merging_again_changes_nothing()
    {
        var (document, edit) = DaemonMerge.Apply(Path, Parse(Theirs), null, First);
        var (again, same) = DaemonMerge.Apply(Path, document, edit, First);

        Assert.Equal(Text(document), Text(again));
        Assert.Equal(edit, same);
    }

    [Fact]
    public void A_failed_start_leads_back_to_what_Docker_last_came_up_with()
    {
        var (first, edit) = DaemonMerge.Apply(Path, Parse(Theirs), null, First);
        Assert.Equal(Theirs, Text(DaemonMerge.Undo(first, edit).Document));

        var (second, next) = DaemonMerge.Apply(Path, first, DaemonMerge.Confirm(edit), Second);
        var (back, undone) = DaemonMerge.Undo(second, next);
        Assert.Equal(Text(first), Text(back));
        Assert.Equal(Text(first), Text(DaemonMerge.Undo(back, undone).Document));
        Assert.Equal(Theirs, Text(DaemonMerge.Revert(back, undone)!));
    }

    [Fact]
    public void What_somebody_has_changed_since_is_theirs_on_the_way_back()
    {
        var (document, edit) = DaemonMerge.Apply(Path, Parse(Theirs), null, First);

        var reverted = DaemonMerge.Revert(document.With("mtu", "9000").With("log-level", "\"warn\""), edit)!;

        Assert.Equal(("9000", "\"warn\"", "\"172.18.0.1/16\"", null), (reverted.Raw("mtu"), reverted.Raw("log-level"), reverted.Raw("bip"), reverted.Raw("ip-masq")));
    }

    [Fact]
    public void A_lease_that_loses_IPv6_takes_it_out_again()
    {
        var (dual, edit) = DaemonMerge.Apply(Path, Parse(Theirs), null, Dual);
        var (single, next) = DaemonMerge.Apply(Path, dual, edit, First);

        Assert.Equal((null, null), (single.Raw("ipv6"), single.Raw("fixed-cidr-v6")));
        Assert.Null(next.Find("ipv6"));
    }

    [Fact]
    public void A_part_of_the_subnet_that_somebody_keeps_is_left_and_one_of_another_is_not()
    {
        Assert.Equal("\"10.244.1.128/25\"", Applied("{\"fixed-cidr\": \"10.244.1.128/25\"}", First).Raw("fixed-cidr"));
        Assert.Equal("\"10.244.2.0/24\"", Applied("{\"fixed-cidr\": \"10.244.1.128/25\"}", Second).Raw("fixed-cidr"));
        Assert.Null(Applied("{}", First).Raw("fixed-cidr"));
    }

    [Fact]
    public void Docker_masquerades_exactly_if_the_agent_does_not() =>
        Assert.Equal(("true", "false"), (Applied("{}", First).Raw("ip-masq"), Applied("{}", First with { AgentMasquerades = true }).Raw("ip-masq")));

    [Theory]
    [InlineData("{\"bridge\": \"br0\"}", "bridge")]
    [InlineData("{\"bridge\": \"none\"}", "bridge")]
    [InlineData("{\"default-gateway\": \"172.17.0.1\"}", "default-gateway")]
    public void What_Docker_would_not_start_with_is_refused_by_name(string file, string key) =>
        Assert.Contains($"\"{key}\"", Assert.Throws<DaemonFileException>(() => Applied(file, First)).Message, StringComparison.Ordinal);

    private static DaemonDocument Applied(string file, DaemonSettings settings) => DaemonMerge.Apply(Path, Parse(file), null, settings).Document;

    private static DaemonDocument Parse(string text) => DaemonDocument.Parse(Encoding.UTF8.GetBytes(text));

    private static string Text(DaemonDocument document) => Encoding.UTF8.GetString(document.Bytes.Span);
}
