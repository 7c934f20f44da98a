using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace ActorNet.Cli.Output;

/// <summary>
/// Protobuf's JSON mapping of the contract's messages: names in lowerCamelCase, 64-bit numbers as strings, every field that has a value
/// or a default, so that the shape does not depend on the data.
/// </summary>
internal static class ProtoJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    // Output is read by JSON parsers, not embedded in HTML.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true, NewLine = "\n" };

    public static JsonNode ToNode(IMessage message) => JsonNode.Parse(Formatter.Format(message))!;

    public static JsonArray ToArray(IEnumerable<IMessage> messages) => new([.. messages.Select(ToNode)]);

    /// <summary>A 64-bit number as protobuf's JSON writes it.</summary>
    public static JsonNode ToNode(long number) => JsonValue.Create(number.ToString());

    public static string Document(JsonNode node) => node.ToJsonString(Indented);

    public static string Line(JsonNode node) => node.ToJsonString(OneLine);
}
