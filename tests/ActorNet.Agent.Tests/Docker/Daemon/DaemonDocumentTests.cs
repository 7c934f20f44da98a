using System.Text;
using ActorNet.Agent.Docker.Daemon;
using CsCheck;

namespace ActorNet.Agent.Tests.Docker.Daemon;

public sealed class DaemonDocumentTests
{
    [Fact]
    public void Only_the_changed_value_changes() => Assert.Equal(
        "{ \"log-level\" : \"warn\",\r\n\t\"bip\" :   \"10.244.2.1/24\" ,  \"unknown\": [1,  2],\"é\":\"\\u00e9\" }\n\n",
        Change("{ \"log-level\" : \"warn\",\r\n\t\"bip\" :   \"192.168.1.1/24\" ,  \"unknown\": [1,  2],\"é\":\"\\u00e9\" }\n\n", "bip", "\"10.244.2.1/24\""));

    [Theory]
    [InlineData("{}", "{\n  \"mtu\": 1450\n}")]
    [InlineData("{\n    \"debug\": true\n}\n", "{\n    \"debug\": true,\n    \"mtu\": 1450\n}\n")]
    [InlineData("{\"debug\":true}", "{\"debug\":true,\"mtu\":1450}")]
    [InlineData("{\"a\":1, \"debug\" : {\"mtu\": 1}}", "{\"a\":1, \"debug\" : {\"mtu\": 1}, \"mtu\" : 1450}")]
    [InlineData("{\n\t\"a\": 1,\n\t\"b\": 2 }", "{\n\t\"a\": 1,\n\t\"b\": 2,\n\t\"mtu\": 1450 }")]
    public void A_new_key_is_written_as_its_neighbours_are(string before, string after) => Assert.Equal(after, Change(before, "mtu", "1450"));

    [Theory]
    [InlineData("{\"a\": 1, \"b\": 2, \"c\": 3}", "a", "{\"b\": 2, \"c\": 3}")]
    [InlineData("{\"a\": 1, \"b\": 2, \"c\": 3}", "b", "{\"a\": 1, \"c\": 3}")]
    [InlineData("{\"a\": 1, \"b\": 2, \"c\": 3}", "c", "{\"a\": 1, \"b\": 2}")]
    [InlineData("{\"a\": 1, \"b\": 2}", "x", "{\"a\": 1, \"b\": 2}")]
    public void A_key_is_removed_with_its_comma(string before, string key, string after) => Assert.Equal(after, Change(before, key, null));

    [Fact]
    public void What_is_added_and_removed_again_leaves_the_bytes_that_were_there()
    {
        var space = OneOf("", " ", "\n", "\n  ", "\r\n\t", "  \n");
        var value = OneOf("1", "true", "\"x\"", "{ }", "[1,\t2]", "{\"bip\": {\"mtu\": null}}", "\"\\u007b,\\\"\"", "-1.5e3", "null");
        var member = Gen.Select(space, space, value, space, (before, colon, text, after) => (before, colon, text, after));
        Gen.Select(member.Array[0, 5], space, space).Sample((members, inner, outer) =>
        {
            var text = "{" + string.Join(',', members.Select((item, index) => $"{item.before}\"key{index}\"{item.colon}:{item.text}{item.after}")) + (members.Length == 0 ? inner : "") + "}" + outer;
            var document = Parse(text);
            var changed = document.With("bip", "\"10.0.0.1/24\"").With("mtu", "1450").With("bip", "\"10.0.1.1/24\"").With("ip-masq", "true");
            Assert.Equal(["\"10.0.1.1/24\"", "1450", "true"], [changed.Raw("bip"), changed.Raw("mtu"), changed.Raw("ip-masq")]);
            Assert.Equal(text, Text(changed.With("ip-masq", null).With("mtu", null).With("bip", null)));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData("[]")]
    [InlineData("\"bip\"")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{\"a\": 1 // why\n}")]
    [InlineData("{\"a\": 1, \"b\": 2, \"a\": 1}")]
    [InlineData("{\"a\": 1, \"\\u0061\": 1}")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("\uFEFF{}")]
    public void What_Docker_or_a_careful_editor_would_not_take_is_refused(string text) => Assert.Throws<DaemonFileException>(() => Parse(text));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_named()
    {
        var error = Assert.Throws<DaemonFileException>(() => DaemonDocument.Parse([.. "{\"é\": \""u8, 0xff, .. "\"}"u8]));

        Assert.Contains("byte 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Contains("'bip' twice", Refusal("{\"bip\": 1, \"bip\": 2}"), StringComparison.Ordinal);
        Assert.Contains("byte order mark", Refusal("\uFEFF{}"), StringComparison.Ordinal);
        Assert.Contains("not a JSON object", Refusal("[]"), StringComparison.Ordinal);
        Assert.Contains("line 2", Refusal("{\n \"a\": nothing}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"10.0.0.1\\/24\"", "\"10.0.0.1/24\"", true)]
    [InlineData("1450", "1450.0", true)]
    [InlineData("1450", "\"1450\"", false)]
    [InlineData("true", "false", false)]
    public void A_value_is_the_same_however_it_is_written(string present, string other, bool same) => Assert.Equal(same, Parse($"{{\"key\": {present}}}").Has("key", other));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Refusal(string text) => Assert.Throws<DaemonFileException>(() => Parse(text)).Message;

    private static string Change(string text, string key, string? raw) => Text(Parse(text).With(key, raw));

    private static DaemonDocument Parse(string text) => DaemonDocument.Parse(Encoding.UTF8.GetBytes(text));

    private static string Text(DaemonDocument document) => Encoding.UTF8.GetString(document.Bytes.Span);
}
