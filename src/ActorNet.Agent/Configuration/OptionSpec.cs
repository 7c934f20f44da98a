using System.Collections.Immutable;

namespace ActorNet.Agent.Configuration;

/// <summary>One option, the same in all three places: <c>--node-id</c>, <c>ACTORNET_AGENT_NODE_ID</c>, <c>"node-id"</c>.</summary>
/// <param name="Name">Its name: lower case, with hyphens.</param>
/// <param name="Default">What holds if it is not given; null if the agent finds out by itself.</param>
/// <param name="Description">What it is for, with its range and default.</param>
/// <param name="IsList">Whether it has several values: repeated flags, a JSON array or object, commas in the environment.</param>
internal sealed record OptionSpec(string Name, string? Default, string Description, bool IsList = false)
{
    public string Flag => $"--{Name}";

    /// <summary>flannel's variables that mean the same. All that are set, and not empty, give the value together.</summary>
    public ImmutableArray<string> FlannelVariables { get; init; } = [];

    public string EnvironmentVariable => $"ACTORNET_AGENT_{Name.Replace('-', '_').ToUpperInvariant()}";
}
