using System.Collections.Immutable;
using System.Text.Json;

namespace ActorNet.Agent.Configuration;

/// <summary>Options from a JSON file: one object, keys as the flags without the hyphens in front. Comments and trailing commas are allowed.</summary>
internal static class FileSource
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Far more than all options take. A device or a pipe can have bytes without end.</summary>
    private const int SizeLimit = 1 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Reads the file; what is wrong with it is added to <paramref name="errors"/>.</summary>
    public static RawOptions Read(string path, List<string> errors)
    {
        try
        {
            return Parse(ReadBytes(path), path, errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"the configuration file {path} cannot be read: {exception.Message}");
            return new RawOptions();
        }
    }

    public static RawOptions Parse(ReadOnlyMemory<byte> json, string path, List<string> errors)
    {
        var options = new RawOptions();
        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                errors.Add($"{path}: the file has to be one JSON object");
                return options;
            }

            foreach (var property in document.RootElement.EnumerateObject())
                Take(property, path, options, errors);
        }
        catch (JsonException exception)
        {
            errors.Add($"{path}: this is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // Bytes that are not UTF-8, and halves of surrogate pairs, are found only when the text that has them is read.
            errors.Add($"{path}: there is text that is not Unicode: {exception.Message}");
        }

        return options;
    }

    /// <summary>Reads it. A link is followed, and a pipe is as good as a file: what the operator has named is what is meant.</summary>
    private static byte[] ReadBytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[SizeLimit + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= SizeLimit ? buffer[..length] : throw new IOException($"It is larger than {SizeLimit} bytes.");
    }

    private static void Take(JsonProperty property, string path, RawOptions options, List<string> errors)
    {
        if (OptionCatalogue.All.FirstOrDefault(spec => spec.Name == property.Name) is not { } spec)
            errors.Add($"{path}: there is no option '{property.Name}'");
        else if (ReadValues(property.Value, spec.IsList) is { } values)
            options.Set(spec, values, path);
        else
            errors.Add($"{path}: {spec.Name} has to be a {(spec.IsList ? "list of strings" : "string, number or boolean")}");
    }

    private static ImmutableArray<string>? ReadValues(JsonElement value, bool isList) => value.ValueKind switch
    {
        JsonValueKind.Array when isList && value.EnumerateArray().All(IsScalar) => [.. value.EnumerateArray().Select(Text)],
        JsonValueKind.Object when isList && value.EnumerateObject().All(pair => IsScalar(pair.Value)) =>
            [.. value.EnumerateObject().Select(pair => $"{pair.Name}={Text(pair.Value)}")],
        _ when IsScalar(value) => [Text(value)],
        _ => null,
    };

    private static bool IsScalar(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
