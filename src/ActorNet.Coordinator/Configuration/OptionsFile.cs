using System.Text.Json;

namespace ActorNet.Coordinator.Configuration;

/// <summary>The configuration file: a JSON object whose nesting follows the dots in the names; comments and trailing commas are fine.</summary>
internal static class OptionsFile
{
    /// <summary>Read when no other is named, and it is there.</summary>
    public const string StandardPath = "/etc/actornet/coordinator.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static RawOptions Read(string path, List<string> errors)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"the configuration file {path} cannot be read: {exception.Message}");
            return [];
        }
    }

    public static RawOptions Parse(string text, string path, List<string> errors)
    {
        var options = new RawOptions();
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            ReadElement(document.RootElement, name: string.Empty, path, options, errors);
        }
        catch (JsonException exception)
        {
            errors.Add($"the configuration file {path} is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // Halves of surrogate pairs are found only when the text that has them is read.
            errors.Add($"the configuration file {path} has text that is not Unicode: {exception.Message}");
        }

        return options;
    }

    private static void ReadElement(JsonElement element, string name, string path, RawOptions options, List<string> errors)
    {
        if (OptionKey.All.FirstOrDefault(key => key.Name == name) is { } key)
        {
            ReadValue(element, key, path, options, errors);
        }
        else if (element.ValueKind == JsonValueKind.Object && OptionKey.All.Any(key => name.Length == 0 || key.Name.StartsWith($"{name}.", StringComparison.Ordinal)))
        {
            foreach (var property in element.EnumerateObject())
            {
                ReadElement(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", path, options, errors);
            }
        }
        else
        {
            errors.Add($"{(name.Length == 0 ? "the root" : name)} in {path}: not a setting; there are {string.Join(", ", OptionKey.All.Select(key => key.Name))}");
        }
    }

    private static void ReadValue(JsonElement element, OptionKey key, string path, RawOptions options, List<string> errors)
    {
        var origin = $"{key.Name} in {path}";
        if (IsScalar(element))
        {
            options.Add(key, new RawValue([element.ToString()], origin));
        }
        else if (key.IsList && element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(IsScalar))
        {
            options.Add(key, new RawValue([.. element.EnumerateArray().Select(item => item.ToString())], origin));
        }
        else
        {
            errors.Add($"{origin}: {element.ValueKind} is not right; give {(key.IsList ? "a list of strings" : "a string or a number")}");
        }
    }

    private static bool IsScalar(JsonElement element) => element.ValueKind is JsonValueKind.String or JsonValueKind.Number;
}
