namespace ActorNet.Coordinator.Attestations;

/// <summary>Which revision this replica had reached a while ago. Not thread-safe.</summary>
/// <param name="time">The clocks.</param>
/// <param name="reach">How long ago is meant.</param>
internal sealed class RevisionTrail(TimeProvider time, TimeSpan reach)
{
    /// <summary>How far apart entries are: there are never more than 64.</summary>
    private readonly TimeSpan step = reach / 60;

    private readonly Queue<(long At, long Revision)> entries = new();
    private long lastAt;
    private long settled;

    /// <summary>Takes note of the present revision, and gives the one that was reached before <c>reach</c>; 0: none that is known.</summary>
    public long Note(long revision)
    {
        var now = time.GetTimestamp();
        if (entries.Count == 0 || time.GetElapsedTime(lastAt, now) >= step)
        {
            entries.Enqueue((now, revision));
            lastAt = now;
        }

        while (entries.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) >= reach)
        {
            settled = entries.Dequeue().Revision;
        }

        return settled;
    }
}
