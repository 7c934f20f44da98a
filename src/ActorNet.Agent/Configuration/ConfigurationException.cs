namespace ActorNet.Agent.Configuration;

/// <summary>The options are wrong; every fault is in <see cref="Errors"/>.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join('\n', errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
