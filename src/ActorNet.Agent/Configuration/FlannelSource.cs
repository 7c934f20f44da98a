using System.Collections;
using System.Collections.Immutable;

namespace ActorNet.Agent.Configuration;

/// <summary>
/// Options from the environment of a flanneld (<c>FLANNELD_IFACE</c> for <c>--iface</c>), where they mean the same; so a node's <c>flanneld.env</c> can stay as it is.
/// The others are flannel's alone: that they are passed over is said, and no error.
/// </summary>
internal static class FlannelSource
{
    private const string Prefix = "FLANNELD_";

    public static RawOptions Read(IDictionary variables, List<string> warnings)
    {
        var options = new RawOptions();
        foreach (var spec in OptionCatalogue.All)
        {
            var given = spec.FlannelVariables.Where(name => variables[name] is string { Length: > 0 }).ToList();
            ImmutableArray<string> values = [.. given.SelectMany(name => Split((string)variables[name]!, spec.IsList))];
            if (!values.IsEmpty)
                options.Set(spec, values, $"environment {string.Join(", ", given)}");
        }

        var known = OptionCatalogue.All.SelectMany(spec => spec.FlannelVariables).ToHashSet(StringComparer.Ordinal);
        foreach (var name in variables.Keys.OfType<string>().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !known.Contains(name)).Order(StringComparer.Ordinal))
            warnings.Add($"{name} is flannel's and means nothing to this agent: it is passed over");
        return options;
    }

    private static string[] Split(string text, bool isList) => isList ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text];
}
