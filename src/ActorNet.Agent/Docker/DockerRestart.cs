namespace ActorNet.Agent.Docker;

/// <summary>When the agent may restart Docker so that it takes another subnet.</summary>
internal enum DockerRestart
{
    /// <summary>Never: somebody else does.</summary>
    Never,

    /// <summary>While no container runs.</summary>
    WhenIdle,

    /// <summary>Always: containers are stopped before it, and started again after it.</summary>
    Drain,
}
