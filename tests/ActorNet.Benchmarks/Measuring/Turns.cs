namespace ActorNet.Benchmarks.Measuring;

/// <summary>Lets contenders take turns, so that what else the machine does hits all alike.</summary>
internal static class Turns
{
    /// <summary>Every contender once a round, in the opposite order every other round: none always comes behind the same one.</summary>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="contenders">Each is told the number of the round; rounds below 0 come first, to warm up, and do not count.</param>
    /// <param name="cancellation">Gives up between turns.</param>
    /// <returns>For each contender what it gave, in the order of the rounds.</returns>
    public static async Task<IReadOnlyList<T>[]> TakeAsync<T>(int rounds, Func<int, Task<T>>[] contenders, CancellationToken cancellation)
    {
        const int WarmUp = 2;
        var results = contenders.Select(_ => new List<T>(rounds)).ToArray();
        for (var round = -WarmUp; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                var index = round % 2 == 0 ? turn : contenders.Length - 1 - turn;
                var result = await contenders[index](round);
                if (round >= 0)
                {
                    results[index].Add(result);
                }
            }
        }

        return results;
    }
}
