using System.Collections.Immutable;

namespace ActorNet.Agent.Docker;

/// <summary>What the operator wants of Docker.</summary>
/// <param name="Mode">How Docker learns the subnet.</param>
/// <param name="Restart">When it may be restarted.</param>
/// <param name="Socket">Where its engine listens.</param>
/// <param name="DaemonFile">Its configuration file.</param>
/// <param name="RestartCommand">The program and its arguments that restart it and return when it is up or has failed.</param>
internal sealed record DockerOptions(DockerMode Mode, DockerRestart Restart, string Socket, string DaemonFile, ImmutableArray<string> RestartCommand)
{
    /// <summary>The only bridge that Docker sets up by itself; its <c>bip</c> is the address of this one.</summary>
    public const string DefaultBridge = "docker0";
}
