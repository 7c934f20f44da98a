using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.DataPlane;

/// <summary>What the lease means for the host.</summary>
/// <param name="Mode">What may be done to the host.</param>
/// <param name="Lease">The lease; not null in <see cref="DataPlaneMode.Normal"/>.</param>
internal sealed record LeaseView(DataPlaneMode Mode, HeldLease? Lease)
{
    public static readonly LeaseView Nothing = new(DataPlaneMode.Untouched, null);

    /// <summary>The column "data plane" of the table in <c>safety.md</c>.</summary>
    public static LeaseView Of(LeaseSituation situation) => new(
        situation.Phase switch
        {
            LeasePhase.Init or LeasePhase.Suspect => DataPlaneMode.Untouched,
            LeasePhase.Configuring or LeasePhase.Held or LeasePhase.Stale or LeasePhase.Renumbering => DataPlaneMode.Normal,
            LeasePhase.Acquiring or LeasePhase.Lapsed or LeasePhase.Revoked => DataPlaneMode.Fenced,
            _ => throw new ArgumentOutOfRangeException(nameof(situation), situation.Phase, "Not a phase."),
        },
        situation.Lease);
}

/// <summary>What may be done to the host.</summary>
internal enum DataPlaneMode
{
    /// <summary>Nothing.</summary>
    Untouched,

    /// <summary>It is made to be what the lease says.</summary>
    Normal,

    /// <summary>It sends nothing to other nodes: the routes to them are withdrawn, everything else stays.</summary>
    Fenced,
}
