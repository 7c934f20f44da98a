using ActorNet.Benchmarks.Measuring;

namespace ActorNet.Benchmarks.Reporting;

/// <summary>A figure of a benchmark, and what it is to be read beside.</summary>
/// <param name="Name">What it is called in the JSON.</param>
/// <param name="PerRound">Its value in every round; the median counts.</param>
/// <param name="Limit">What it has to keep.</param>
/// <param name="Ours">What we did.</param>
/// <param name="Beside">What the thing that limits us did in the same rounds.</param>
internal sealed record Figure(string Name, IReadOnlyList<double> PerRound, Limit Limit, string Ours, string Beside)
{
    /// <summary>What counts.</summary>
    public double Value { get; init; } = PerRound.Median();

    /// <summary>Whether the JSON has it; the table always does.</summary>
    public bool IsSummarised { get; init; } = true;
}
