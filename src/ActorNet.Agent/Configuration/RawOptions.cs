using System.Collections.Immutable;

namespace ActorNet.Agent.Configuration;

/// <summary>The values of an option as somebody wrote them, and where: for the message if they are wrong.</summary>
internal sealed record RawValue(ImmutableArray<string> Values, string Origin);

/// <summary>The options that one place gives, by name.</summary>
internal sealed class RawOptions
{
    private readonly Dictionary<string, RawValue> _values = [];

    public void Set(OptionSpec spec, ImmutableArray<string> values, string origin) => _values[spec.Name] = new RawValue(values, origin);

    public RawValue? Find(OptionSpec spec) => _values.GetValueOrDefault(spec.Name);

    /// <summary>These options, and <paramref name="stronger"/> wherever it gives one as well.</summary>
    public RawOptions OverriddenBy(RawOptions stronger)
    {
        var merged = new RawOptions();
        foreach (var (name, value) in _values.Concat(stronger._values))
            merged._values[name] = value;
        return merged;
    }
}
