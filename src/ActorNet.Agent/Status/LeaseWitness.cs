using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Status;

/// <summary>Remembers the lease's latest situation, and since when it has been in its state.</summary>
internal sealed class LeaseWitness(TimeProvider clock)
{
    private volatile Seen _latest = new(LeaseSituation.Initial, clock.GetUtcNow());

    /// <summary>For any thread.</summary>
    public (LeaseSituation Situation, DateTimeOffset Since) Latest => (_latest.Situation, _latest.Since);

    /// <summary>The situation is another one now. From one thread at a time.</summary>
    public void Note(LeaseSituation situation) =>
        _latest = new Seen(situation, situation.Phase == _latest.Situation.Phase ? _latest.Since : clock.GetUtcNow());

    private sealed record Seen(LeaseSituation Situation, DateTimeOffset Since);
}
