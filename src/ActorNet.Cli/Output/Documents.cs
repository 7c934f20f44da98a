using System.Text.Json.Nodes;

namespace ActorNet.Cli.Output;

/// <summary>Documents for programs, in either of their forms.</summary>
internal static class Documents
{
    /// <summary>The only document of an output, without a newline at its end.</summary>
    public static string Single(JsonNode node, OutputFormat format) => format == OutputFormat.Yaml ? YamlText.Render(node) : ProtoJson.Document(node);

    /// <summary>One of several, without a newline at its end: a line of JSON, or a document of a YAML stream.</summary>
    public static string OneOfMany(JsonNode node, OutputFormat format) => format == OutputFormat.Yaml ? $"---\n{YamlText.Render(node)}" : ProtoJson.Line(node);
}
