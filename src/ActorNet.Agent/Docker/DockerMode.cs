namespace ActorNet.Agent.Docker;

/// <summary>How Docker learns the node's subnet.</summary>
internal enum DockerMode
{
    /// <summary>docker0 has its address before Docker starts, and Docker's options are in a file that its unit may read.</summary>
    Bridge,

    /// <summary>By Docker's own configuration file, into which the agent merges what the lease says.</summary>
    DaemonJson,

    /// <summary>Not by the agent: it neither looks at Docker nor changes it.</summary>
    None,
}
