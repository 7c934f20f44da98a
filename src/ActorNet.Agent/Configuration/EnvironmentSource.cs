using System.Collections;

namespace ActorNet.Agent.Configuration;

/// <summary>Options from the environment. Variables that are no option are not errors: container platforms put in what they like.</summary>
internal static class EnvironmentSource
{
    public const string ConfigFileVariable = "ACTORNET_AGENT_CONFIG";

    public static RawOptions Read(IDictionary variables)
    {
        var options = new RawOptions();
        foreach (var spec in OptionCatalogue.All)
        {
            if (variables[spec.EnvironmentVariable] is string text)
                options.Set(spec, spec.IsList ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] : [text], $"environment {spec.EnvironmentVariable}");
        }

        return options;
    }
}
