namespace ActorNet.Benchmarks.Reporting;

/// <summary>What a figure has to keep.</summary>
internal sealed record Limit
{
    private readonly double bound;
    private readonly bool isUpper;

    private Limit(double bound, bool isUpper) => (this.bound, this.isUpper) = (bound, isUpper);

    public static Limit AtMost(double bound) => new(bound, isUpper: true);

    public static Limit AtLeast(double bound) => new(bound, isUpper: false);

    public bool IsKept(double value) => isUpper ? value <= bound : value >= bound;

    public override string ToString() => $"{(isUpper ? '≤' : '≥')} {bound:#,0.##}";
}
