using ActorNet.Agent.Clocks;
using ActorNet.Client.Pacing;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// When a lease is asked for again. What the node must have is asked for after seconds; what it only would like, or has to tell nobody in a hurry, after up to minutes while nothing comes of it.
/// </summary>
internal sealed class AcquirePace(TimeProvider clock)
{
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(5);

    /// <summary>Nodes that are switched on together do not ask in the same moment.</summary>
    private static readonly TimeSpan StartSpread = TimeSpan.FromMilliseconds(50);

    private readonly Backoff _backoff = new(LeastDelay, MostDelay, Random.Shared);
    private readonly Backoff _patience = new(LeastPatience, MostPatience, Random.Shared);
    private Instant _at;
    private Instant _patientAt;

    private Instant Now => Instant.Now(clock);

    /// <summary>The agent begins.</summary>
    public void Begin() => _at = Now + (StartSpread * Random.Shared.NextDouble());

    /// <summary>From when on it may be asked.</summary>
    /// <param name="mayWait">Whether it would be for another size or a move only.</param>
    public Instant NextAt(bool mayWait) => mayWait ? Instant.Max(_at, _patientAt) : _at;

    /// <summary>It is asked.</summary>
    /// <param name="mayWait">Whether it is for another size or a move only.</param>
    public void NoteAsked(bool mayWait)
    {
        if (mayWait)
            _patientAt = Now + _patience.Next();
    }

    /// <summary>What there is to ask for is not what it was.</summary>
    public void NoteOther()
    {
        _patience.Reset();
        _patientAt = Now;
    }

    public void NoteGranted() => _backoff.Reset();

    /// <summary>Nothing came of it.</summary>
    /// <param name="retryDelay">What a coordinator proposes; null: nothing.</param>
    public void NoteFailed(TimeSpan? retryDelay = null) => _at = Now + _backoff.Next(retryDelay < MostDelay ? retryDelay : null);
}
