using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorNet.Cli.Output;

/// <summary>
/// JSON documents as YAML. What is a string in JSON is one for every reader of YAML: whatever could be taken for something else by the rules of 1.1 or 1.2
/// (<c>no</c>, <c>1e3</c>, <c>12:30</c>, <c>2026-01-01</c>) is in quotes.
/// </summary>
internal static class YamlText
{
    // No line is ever folded: a reader that greps finds whole values.
    private static readonly EmitterSettings Settings = new(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024);

    private static readonly HashSet<string> Words = new(["true", "false", "yes", "no", "on", "off", "y", "n", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The document, without a newline at its end.</summary>
    public static string Render(JsonNode node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        Write(node, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString().TrimEnd('\n');
    }

    private static void Write(JsonNode? node, Emitter emitter)
    {
        switch (node)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in members)
                {
                    WriteString(name, emitter);
                    Write(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in items)
                    Write(item, emitter);

                emitter.Emit(new SequenceEnd());
                break;
            case { } value when value.GetValueKind() == JsonValueKind.String:
                WriteString(value.GetValue<string>(), emitter);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static void WriteString(string text, Emitter emitter)
    {
        var style = IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: style == ScalarStyle.Plain, isQuotedImplicit: true));
    }

    /// <summary>Whether nobody can take it for anything but this string: words that begin with a letter, with single spaces and little else between them.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && !Words.Contains(text)
        && text[^1] is not (' ' or ':')
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is ' ' or '.' or ',' or '-' or '_' or '/' or ':' or ';' or '(' or ')' or '=' or '+')
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains("  ", StringComparison.Ordinal);
}
