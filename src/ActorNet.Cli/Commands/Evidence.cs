namespace ActorNet.Cli.Commands;

/// <summary>The values behind a sentence of the service.</summary>
internal static class Evidence
{
    /// <summary>All in one line, in the order of their names: <c>epoch=7 shard=3</c>; one with spaces in it is in quotes.</summary>
    public static string Text(IEnumerable<KeyValuePair<string, string>> values) => string.Join(
        ' ',
        values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={(pair.Value.Length == 0 || pair.Value.Contains(' ') ? $"\"{pair.Value}\"" : pair.Value)}"));
}
