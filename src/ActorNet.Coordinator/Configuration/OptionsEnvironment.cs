namespace ActorNet.Coordinator.Configuration;

/// <summary>Settings in environment variables; empty ones count as not given.</summary>
internal static class OptionsEnvironment
{
    /// <summary>Names the configuration file.</summary>
    public const string ConfigVariable = "ACTORNET_CONFIG";

    /// <summary>Variables of flanneld's environment file that say the same, newer names first. Weaker than anything that is meant for us.</summary>
    private static readonly (OptionKey Key, string Variable)[] FlannelVariables =
    [
        (OptionKey.Etcd, "FLANNEL_ETCD_ENDPOINTS"),
        (OptionKey.Etcd, "FLANNEL_ETCD"),
        (OptionKey.FlannelPrefix, "FLANNEL_ETCD_PREFIX"),
        (OptionKey.FlannelPrefix, "FLANNEL_ETCD_KEY"),
    ];

    public static RawOptions Read(Func<string, string?> variable)
    {
        var options = new RawOptions();
        foreach (var key in OptionKey.All)
        {
            AddGiven(options, key, key.EnvironmentVariable, variable);
        }

        return options;
    }

    public static RawOptions ReadFlannel(Func<string, string?> variable)
    {
        var options = new RawOptions();
        foreach (var (key, name) in FlannelVariables)
        {
            if (options[key] is null)
            {
                AddGiven(options, key, name, variable);
            }
        }

        return options;
    }

    private static void AddGiven(RawOptions options, OptionKey key, string name, Func<string, string?> variable)
    {
        if (variable(name) is { Length: > 0 } text)
        {
            options.Add(key, new RawValue(key.Split(text), name));
        }
    }
}
