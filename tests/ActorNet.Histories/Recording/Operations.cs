using ActorNet.Addressing;

namespace ActorNet.Histories.Recording;

/// <summary>What a client asks for.</summary>
public enum OperationVerb
{
    /// <summary>AcquireLease.</summary>
    Acquire,

    /// <summary>RenewLease, or one request of a KeepAlive stream.</summary>
    Renew,

    /// <summary>ReleaseLease by the holder.</summary>
    Release,

    /// <summary>ReleaseLease by an operator who does not vouch for the node: its lease is revoked, and ends once nobody may believe in it.</summary>
    Revoke,

    /// <summary>ReleaseLease by an operator who vouches that the node is down: its lease ends at once.</summary>
    End,
}

/// <summary>
/// A client asks; recorded before the first byte leaves. However often the client sends the same request, it is one operation, and stays open until
/// no copy of it can be on its way any more: a copy that was given up may still arrive, see <see cref="Succeeded.MayArriveAgain"/>.
/// </summary>
/// <param name="Operation">Its number, see <see cref="History.NextOperation"/>.</param>
/// <param name="Client">Who asks; one client has one operation under way at a time.</param>
/// <param name="Node">For which node.</param>
/// <param name="Instance">As which agent installation, in hexadecimal; empty for an operator.</param>
/// <param name="Verb">What it asks for.</param>
/// <param name="Epoch">The epoch that is renewed or released; the burnt epoch of an acquire; null for none.</param>
public sealed record Invoked(long Operation, string Client, string Node, string Instance, OperationVerb Verb, long? Epoch = null) : HistoryEvent;

/// <summary>It was done, and the client was told.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Subnets">What was granted or ended; empty for a renewal.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="TimeToLive">How long the node may believe, from when it sent the request that was answered; null for a release.</param>
public sealed record Succeeded(long Operation, IReadOnlyList<Prefix> Subnets, long Epoch, TimeSpan? TimeToLive = null) : HistoryEvent
{
    /// <summary>
    /// When the request that was answered was sent (safety.md rule 4), where the operation was sent more than once; 0: when it was invoked.
    /// </summary>
    public long SentAtNs { get; init; }

    /// <summary>Another copy of the request was sent and not answered: it may arrive after this, and do once more what it asks for.</summary>
    public bool MayArriveAgain { get; init; }
}

/// <summary>It was certainly not done, by any copy of the request.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Reason">The reason code of the refusal (LEASE_NOT_FOUND), or why it was never sent.</param>
public sealed record Failed(long Operation, string Reason) : HistoryEvent
{
    /// <summary>As for <see cref="Succeeded.MayArriveAgain"/>: what was refused once may be done by the other copy.</summary>
    public bool MayArriveAgain { get; init; }
}

/// <summary>Nobody knows: it may have been done, or be done at any later time.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Reason">Why nobody knows.</param>
public sealed record Unknown(long Operation, string Reason) : HistoryEvent;
