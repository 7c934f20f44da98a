using ActorNet.Agent.Clocks;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.DataPlane;

/// <summary>What the lease means for the host.</summary>
/// <param name="Mode">What may be done to the host.</param>
/// <param name="Lease">The lease; not null in <see cref="DataPlaneMode.Normal"/>.</param>
/// <param name="Deadline">Until when the lease is believed; means something only where there is one and the host is not fenced.</param>
internal sealed record LeaseView(DataPlaneMode Mode, HeldLease? Lease, Instant Deadline)
{
    /// <summary>Whether the kernel itself stops what the lease does not give any more, so that nothing has to be withdrawn when it ends.</summary>
    public bool HasFence { get; init; }

    public static readonly LeaseView Nothing = new(DataPlaneMode.Untouched, null, default);

    /// <summary>The column "data plane" of the table in <c>safety.md</c>.</summary>
    public static LeaseView Of(LeaseSituation situation) => new(
        situation.Phase switch
        {
            LeasePhase.Init or LeasePhase.Suspect => DataPlaneMode.Untouched,
            LeasePhase.Configuring or LeasePhase.Held or LeasePhase.Stale or LeasePhase.Renumbering => DataPlaneMode.Normal,
            LeasePhase.Acquiring or LeasePhase.Lapsed or LeasePhase.Revoked => DataPlaneMode.Fenced,
            _ => throw new ArgumentOutOfRangeException(nameof(situation), situation.Phase, "Not a phase."),
        },
        situation.HostLease,
        situation.Deadline);

    /// <summary>
    /// What may be done at this moment. Who acts on a view does not wait to be told that its time is over: after a pause of the whole process,
    /// or while the disk holds up who would tell, that would be too late. A lease that is in doubt ends at its deadline like any other.
    /// </summary>
    public DataPlaneMode ModeAt(Instant now)
    {
        var mode = Lease is not null && now >= Deadline ? DataPlaneMode.Fenced : Mode;
        return mode == DataPlaneMode.Fenced && HasFence ? DataPlaneMode.Untouched : mode;
    }

    /// <summary>Whether only the time differs.</summary>
    public bool IsProlongationOf(LeaseView other) => this with { Deadline = other.Deadline } == other;
}

/// <summary>What may be done to the host.</summary>
internal enum DataPlaneMode
{
    /// <summary>Nothing.</summary>
    Untouched,

    /// <summary>It is made to be what the lease says.</summary>
    Normal,

    /// <summary>It sends nothing to other nodes. Where the kernel has no fence the routes to them are withdrawn; everything else stays.</summary>
    Fenced,
}
