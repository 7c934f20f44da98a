namespace ActorNet.Chaos.Scenarios;

/// <summary>Choices that a seed decides.</summary>
internal static class RandomChoice
{
    /// <summary>One of them.</summary>
    public static T Pick<T>(this Random random, IEnumerable<T> choices)
    {
        var all = choices.ToList();
        return all[random.Next(all.Count)];
    }
}
