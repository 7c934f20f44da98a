namespace ActorNet.Coordinator.Configuration;

/// <summary>Settings in environment variables; empty ones count as not given.</summary>
internal static class OptionsEnvironment
{
    /// <summary>Names the configuration file.</summary>
    public const string ConfigVariable = "ACTORNET_CONFIG";

    public static RawOptions Read(Func<string, string?> variable)
    {
        var options = new RawOptions();
        foreach (var key in OptionKey.All)
        {
            if (variable(key.EnvironmentVariable) is { Length: > 0 } text)
            {
                var texts = key.IsList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
                options.Add(key, new RawValue(texts, key.EnvironmentVariable));
            }
        }

        return options;
    }
}
