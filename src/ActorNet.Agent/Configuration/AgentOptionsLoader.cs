using System.Collections;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Configuration;

/// <summary>Puts the options together: the file, over it flannel's variables, over them the agent's own, over all the flags.</summary>
internal static class AgentOptionsLoader
{
    /// <summary>Reads everything.</summary>
    /// <param name="configFile">The file that was named; null: the default one, if it is there.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="flags">What was given on the command line.</param>
    /// <exception cref="ConfigurationException">Something is wrong; it names all of it.</exception>
    public static AgentOptions Load(string? configFile, IDictionary environment, RawOptions flags)
    {
        var errors = new List<string>();
        var path = NonEmpty(configFile) ?? NonEmpty(environment[EnvironmentSource.ConfigFileVariable] as string);
        var file = path is not null || File.Exists(OptionCatalogue.DefaultConfigFile)
            ? FileSource.Read(path ?? OptionCatalogue.DefaultConfigFile, errors)
            : new RawOptions();

        var warnings = new List<string>();
        var raw = file.OverriddenBy(FlannelSource.Read(environment, warnings)).OverriddenBy(EnvironmentSource.Read(environment)).OverriddenBy(flags);
        var options = new AgentOptionsReader(raw, errors).Read(MachineId.Read());
        return errors.Count == 0 ? options with { Warnings = [.. warnings] } : throw new ConfigurationException(errors);
    }
    /// <summary>A unit or a script that names no file says so by an empty text.</summary>
    private static string? NonEmpty(string? path) => string.IsNullOrEmpty(path) ? null : path;
}
