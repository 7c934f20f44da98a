using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Operations;

/// <summary>What one client asked, and what it was told.</summary>
/// <param name="Asked">What.</param>
/// <param name="Answer">How it ended; null while nobody knows, also at the end of the history.</param>
internal sealed record Operation(Invoked Asked, HistoryEvent? Answer)
{
    /// <summary>What it was told, if it was done.</summary>
    public Succeeded? Success => Answer as Succeeded;

    /// <summary>Whether a copy of it may still take effect after it ended.</summary>
    public bool MayArriveLater => Answer switch
    {
        Succeeded success => success.MayArriveAgain,
        Failed failure => failure.MayArriveAgain,
        _ => true,
    };

    /// <summary>When it ended; open to infinity where nobody knows.</summary>
    public long EndedNs => Answer is Succeeded or Failed ? Answer.AtNs : long.MaxValue;

    /// <summary>From when the node may count its time to live (safety.md rule 4).</summary>
    public long SentNs => Success is { SentAtNs: > 0 and var sent } ? sent : Asked.AtNs;

    public override string ToString() => $"{Asked.Verb.ToString().ToLowerInvariant()} {Asked.Operation} of {Asked.Node}{(Asked.Epoch is { } epoch ? $" (epoch {epoch})" : string.Empty)} "
        + $"from {HistoryText.At(Asked.AtNs)} to {HistoryText.At(EndedNs)}: {Result}";

    private string Result => Answer switch
    {
        Succeeded success => $"done, epoch {success.Epoch} {HistoryText.List(success.Subnets)}",
        Failed failure => $"refused, {failure.Reason}",
        Unknown unknown => $"unknown, {unknown.Reason}",
        _ => "no answer yet",
    };
}
