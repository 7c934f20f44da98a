namespace ActorNet.Testing;

/// <summary>What a <see cref="Cable"/> does to frames.</summary>
/// <param name="Delay">How much longer each takes at least.</param>
/// <param name="Jitter">How much longer than that, evenly spread; frames overtake one another by it.</param>
/// <param name="Repeated">The share that arrives twice, 0 to 1.</param>
/// <param name="Hurried">The share that is not delayed, and so overtakes the others, 0 to 1.</param>
public sealed record CableManners(TimeSpan Delay = default, TimeSpan Jitter = default, double Repeated = 0, double Hurried = 0)
{
    /// <summary>Nothing.</summary>
    public static readonly CableManners Straight = new();

    /// <summary>When each copy of a frame is to arrive, after now.</summary>
    internal IEnumerable<TimeSpan> Arrivals(Random random)
    {
        var copies = random.NextDouble() < Repeated ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            yield return random.NextDouble() < Hurried ? TimeSpan.Zero : Delay + (Jitter * random.NextDouble());
        }
    }
}
