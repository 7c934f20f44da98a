using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>A series of faults, and what must hold whatever they do.</summary>
internal abstract class Scenario
{
    /// <summary>F-01 to F-16.</summary>
    public abstract string Id { get; }

    /// <summary>What must hold, in one sentence.</summary>
    public abstract string Promise { get; }

    /// <summary>Plays it in a session that is well, and leaves it well.</summary>
    /// <exception cref="PromiseBrokenException">What must hold does not.</exception>
    public abstract Task RunAsync(Session session, Random random);

    /// <summary>Says that what must hold does not.</summary>
    protected void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new PromiseBrokenException($"{Id}: {otherwise}");
        }
    }
}

/// <summary>What a scenario promises does not hold.</summary>
internal sealed class PromiseBrokenException(string message) : Exception(message);
