namespace ActorNet.Simulation.Running;

/// <summary>What many seeds came to.</summary>
internal sealed class Tally
{
    private readonly List<SeedResult> violations = [];

    public long Seeds { get; private set; }

    /// <summary>How much time has passed in all worlds together.</summary>
    public TimeSpan Time { get; private set; }

    public IReadOnlyList<SeedResult> Violations => violations;

    public void Add(SeedResult result)
    {
        Seeds++;
        Time += result.Time;
        if (result.Violation is not null)
        {
            violations.Add(result);
        }
    }
}
