using ActorNet.Addressing;

namespace ActorNet.Histories.Recording;

/// <summary>
/// Somebody begins to believe in a lease. Recorded after it does, as <see cref="HoldEnded"/> is before it stops: a hold in a history is never longer
/// than the belief was, so no overlap is made up.
/// </summary>
/// <param name="Holder">Who: one at a time per name, so a clone of a node has another name than the node.</param>
/// <param name="Node">As which node.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Subnets">The lease's subnets.</param>
/// <param name="UntilNs">Until when it believes unless it is told again: sent + T − m (safety.md rule 4).</param>
public sealed record HoldBegan(string Holder, string Node, long Epoch, IReadOnlyList<Prefix> Subnets, long UntilNs) : HistoryEvent;

/// <summary>It believes for longer.</summary>
/// <param name="Holder">Who.</param>
/// <param name="UntilNs">Until when now.</param>
public sealed record HoldExtended(string Holder, long UntilNs) : HistoryEvent;

/// <summary>It does not believe any more.</summary>
/// <param name="Holder">Who.</param>
/// <param name="Why">Released, lapsed, revoked, stopped.</param>
public sealed record HoldEnded(string Holder, string Why) : HistoryEvent;

/// <summary>
/// What a kernel was seen to use at a moment: docker0's subnet while packets from and to it are let through (it is in the set <c>held</c>). A subnet
/// that is fenced is not in use.
/// </summary>
/// <param name="Host">The host.</param>
/// <param name="Subnets">What it uses; empty for nothing.</param>
/// <param name="Epoch">The epoch by which it uses them, where that was to be seen.</param>
public sealed record Observed(string Host, IReadOnlyList<Prefix> Subnets, long? Epoch = null) : HistoryEvent;
