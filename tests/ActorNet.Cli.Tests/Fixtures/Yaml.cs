using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>Reads YAML as a reader by the core schema of 1.2 does: what is in quotes is a string, and what is not may be something else.</summary>
internal static class Yaml
{
    public static JsonNode? ToJson(string text) => ToJson(Assert.Single(Load(text)).RootNode);

    public static IReadOnlyList<JsonNode?> ToMany(string text) => [.. Load(text).Select(document => ToJson(document.RootNode))];

    private static IList<YamlDocument> Load(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents;
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, ToJson(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => ToPlain(text!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node} is of no kind that JSON has"),
    };

    private static JsonNode? ToPlain(string text) => text switch
    {
        "null" or "~" or "" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when double.TryParse(text, CultureInfo.InvariantCulture, out _) => JsonNode.Parse(text),
        _ => JsonValue.Create(text),
    };
}
