namespace ActorNet.Simulation.Faults;

/// <summary>The kinds of trouble. Each can be switched off by itself.</summary>
internal enum Fault
{
    /// <summary>Clocks run too fast or too slow, within rho.</summary>
    Drift,

    /// <summary>Messages are lost.</summary>
    Loss,

    /// <summary>Messages come twice.</summary>
    Repeat,

    /// <summary>Messages take up to 25 s, and so overtake one another.</summary>
    Delay,

    /// <summary>A link carries nothing, in both directions or in one.</summary>
    Cut,

    /// <summary>The store does something and its answer is lost, or the request is.</summary>
    UnknownResult,

    /// <summary>The store takes seconds.</summary>
    SlowStore,

    /// <summary>A shard or the coordinator dies.</summary>
    OwnerCrash,

    /// <summary>A shard or the coordinator stands still, for up to several times the time to live.</summary>
    OwnerPause,

    /// <summary>Another owner is started while there is one.</summary>
    TakeOver,

    /// <summary>An agent dies and starts again from its disk.</summary>
    AgentCrash,

    /// <summary>An agent stands still.</summary>
    AgentPause,

    /// <summary>A machine starts again.</summary>
    Reboot,

    /// <summary>A disk refuses to save.</summary>
    DiskFailure,

    /// <summary>Another machine has the same node id.</summary>
    Clone,

    /// <summary>A running machine's disk is copied, state file and all.</summary>
    Copy,

    /// <summary>A machine is set up anew.</summary>
    Reinstall,

    /// <summary>A node gives its lease back.</summary>
    Release,

    /// <summary>An operator takes a lease back.</summary>
    Revoke,

    /// <summary>A node says something else of itself.</summary>
    Introduce,

    /// <summary>A directory's stream of events breaks, and begins again a little before.</summary>
    StreamBreak,

    /// <summary>A directory's stream leaves an event out.</summary>
    StreamLoss,

    /// <summary>A replica's directory starts from nothing.</summary>
    ReplicaRestart,

    /// <summary>A watcher's stream ends; it goes on at some replica.</summary>
    WatchBreak,

    /// <summary>A machine breaks and is never seen again.</summary>
    Death,

    /// <summary>An operator reserves a range for a node or from everybody, or ends a reservation.</summary>
    Reserve,

    /// <summary>An operator changes a pool.</summary>
    PoolChange,

    /// <summary>An operator deletes a pool, and makes it again later.</summary>
    PoolDelete,
}
