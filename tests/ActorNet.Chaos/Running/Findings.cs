namespace ActorNet.Chaos.Running;

/// <summary>What a run of any number of sessions has found.</summary>
internal sealed class Findings
{
    private readonly List<Violation> violations = [];

    /// <summary>Everything that may not be.</summary>
    public IReadOnlyList<Violation> Violations => violations;

    public List<Recovery> Recoveries { get; } = [];

    /// <summary>The kind of every fault that was injected.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many operations were acknowledged.</summary>
    public int Acknowledged { get; set; }

    /// <summary>How many packets were sent, and arrived.</summary>
    public int Packets { get; set; }

    public List<string> Histories { get; } = [];

    public void Add(string checker, string what) => violations.Add(new Violation(checker, what));

    /// <summary>How many violations a checker has found.</summary>
    public int Count(string checker) => violations.Count(violation => violation.Checker == checker);
}

/// <summary>Something that may not be.</summary>
/// <param name="Checker">Who found it.</param>
/// <param name="What">A sentence.</param>
internal sealed record Violation(string Checker, string What);

/// <summary>How long it took until all was well.</summary>
/// <param name="From">From which faults.</param>
/// <param name="After">How long after the last one was healed.</param>
/// <param name="IsNoisy">Whether the machine itself stalled meanwhile: the time then says nothing.</param>
internal sealed record Recovery(string From, TimeSpan After, bool IsNoisy);
