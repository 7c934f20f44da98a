using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Daemon;

namespace ActorNet.Agent.Docker;

/// <summary>What the agent has to remember of Docker across restarts.</summary>
/// <param name="Edit">What it has changed in Docker's configuration file; null: nothing.</param>
/// <param name="Change">The change of subnet that is under way; null: none.</param>
/// <param name="Target">What Docker is to have; null: it was never to have anything.</param>
internal sealed record DockerRecord(DaemonEdit? Edit, DockerChange? Change, DockerTarget? Target)
{
    public static readonly DockerRecord Empty = new(null, null, null);
}

/// <summary>The subnet that Docker is to have, and what was done for it.</summary>
/// <param name="Subnets">The subnets, as text: another text is another target.</param>
/// <param name="EngineBefore">The identity of the engine that ran when this became the target; empty: none ran.</param>
/// <param name="TriedOn">The identity of the engine that came of the restart for it: each engine is restarted once at most. Null: none was; empty: none came up.</param>
/// <param name="Failure">Why Docker has not come up with it; null: it has, or was not restarted.</param>
internal sealed record DockerTarget(string Subnets, string EngineBefore, string? TriedOn, string? Failure)
{
    /// <summary>Whether a restart was tried, and nothing has happened to the engine since.</summary>
    public bool IsTriedOn(string engine) => TriedOn == engine;
}
