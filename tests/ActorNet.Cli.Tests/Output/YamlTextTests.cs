using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Cli.Tests.Fixtures;
using CsCheck;

namespace ActorNet.Cli.Tests.Output;

public sealed class YamlTextTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["a:#-?!&*%@`'\"|>{}[], \\\t\n\r\u0085\u2028~0.e=é"], 0, 12],
        OneOf(
            "", " ", "no", "Yes", "NULL", "~", "true", "1", "-1", "0x1f", "0o17", "017", "1e3", ".5", ".inf", "1_000", "12:30", "2026-01-01", "2026-01-01T00:00:00Z", "=", "<<",
            "- a", "a: b", "a #b", "#a", "---", "...", "10.0.0.0/24", "fd77::/48", "02:00:0a:f4:01:00", "two words", "trailing ", "a:", "docker0 has 10.0.0.1/24"));

    private static readonly Gen<JsonNode?> AnyLeaf = Gen.OneOf(
        AnyText.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Long.Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Const((JsonNode?)null));

    [Fact]
    public void Whatever_is_written_is_read_back_as_it_was() => AnyNode(3).Sample(node =>
    {
        if (node is not (JsonObject or JsonArray) || !IsWellFormed(node))
            return;

        Assert.True(JsonNode.DeepEquals(node, Yaml.ToJson(YamlText.Render(node))), YamlText.Render(node));
    });

    [Fact]
    public void It_is_what_people_expect_of_it()
    {
        var node = JsonNode.Parse("""
            {"leases": [{"nodeId": "node-1", "subnets": ["10.0.1.0/24"], "epoch": "7", "labels": {}, "shard": 3, "attributes": null}], "revision": "12", "none": [], "said": "no", "why": "it is full: really"}
            """)!;

        Assert.Equal(
            """
            leases:
            - nodeId: node-1
              subnets:
              - "10.0.1.0/24"
              epoch: "7"
              labels: {}
              shard: 3
              attributes: null
            revision: "12"
            none: []
            said: "no"
            why: "it is full: really"
            """,
            YamlText.Render(node));
    }

    [Fact]
    public void A_line_is_never_folded()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 200));

        Assert.Equal($"text: {text}", YamlText.Render(new JsonObject { ["text"] = text }));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    /// <summary>Half of a surrogate pair is no character, neither in JSON nor in YAML.</summary>
    private static bool IsWellFormed(JsonNode node) =>
        !node.ToJsonString().Contains("\\uD", StringComparison.OrdinalIgnoreCase) && !node.ToJsonString().Contains("\\uFFF", StringComparison.OrdinalIgnoreCase);

    private static Gen<JsonNode?> AnyNode(int depth) => depth == 0 ? AnyLeaf : Gen.OneOf(
        AnyLeaf,
        AnyNode(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
        Gen.Select(AnyText, AnyNode(depth - 1)).Array[0, 4].Select(members =>
            (JsonNode?)new JsonObject(members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone())))));
}
