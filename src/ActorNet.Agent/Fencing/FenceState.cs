namespace ActorNet.Agent.Fencing;

/// <summary>Whether the kernel stops what is not held.</summary>
internal enum FenceState
{
    /// <summary>There is nothing to stop yet, or it has not been tried.</summary>
    Idle,

    /// <summary>It does, also without the agent.</summary>
    InForce,

    /// <summary>It cannot: this kernel has no nf_tables. Routes are withdrawn instead when the lease ends.</summary>
    Unsupported,

    /// <summary>It refused. It is tried again; until then routes are withdrawn when the lease ends.</summary>
    Failing,
}
