namespace ActorNet.Agent.Leasing;

/// <summary>
/// Where the agent stands with its lease: the states of <c>safety.md</c>. Releasing is none of them here: a release runs alone, after this
/// machine has stopped (<see cref="LeaseReleaser"/>), and what it has yet to tell is in the state file.
/// </summary>
internal enum LeasePhase
{
    /// <summary>Just started; what was saved has not been judged.</summary>
    Init,

    /// <summary>No belief; asks for a lease.</summary>
    Acquiring,

    /// <summary>A lease was granted; the host is not yet what it says.</summary>
    Configuring,

    /// <summary>The host, read back, is what the lease says.</summary>
    Held,

    /// <summary>No answer for three renewal intervals; the belief goes on.</summary>
    Stale,

    /// <summary>The clock or this process stood still; nothing is changed on the host until a renewal is answered.</summary>
    Suspect,

    /// <summary>The deadline passed without an answer.</summary>
    Lapsed,

    /// <summary>Another subnet was granted than the host is set up for.</summary>
    Renumbering,

    /// <summary>The owner of the lease said that it is not ours.</summary>
    Revoked,
}
