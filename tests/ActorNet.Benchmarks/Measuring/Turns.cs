using System.Diagnostics;

namespace ActorNet.Benchmarks.Measuring;

/// <summary>Lets contenders take turns, so that what else the machine does hits all alike.</summary>
internal static class Turns
{
    /// <summary>Every contender once a round, in the opposite order every other round: none always comes behind the same one.</summary>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="warmUp">How long rounds do not count before: code that is not compiled to its best yet says little. At least one.</param>
    /// <param name="contenders">Each is told the number of the round, which is below 0 while it does not count.</param>
    /// <param name="cancellation">Gives up between turns.</param>
    /// <returns>For each contender what it gave, in the order of the rounds.</returns>
    public static async Task<IReadOnlyList<T>[]> TakeAsync<T>(int rounds, TimeSpan warmUp, Func<int, Task<T>>[] contenders, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        var uncounted = -1;
        do
        {
            await RoundAsync(uncounted--, contenders, cancellation);
        }
        while (Stopwatch.GetElapsedTime(begin) < warmUp);

        var results = contenders.Select(_ => new List<T>(rounds)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (index, result) in await RoundAsync(round, contenders, cancellation))
            {
                results[index].Add(result);
            }
        }

        return results;
    }

    private static async Task<IReadOnlyList<(int Contender, T Result)>> RoundAsync<T>(int round, Func<int, Task<T>>[] contenders, CancellationToken cancellation)
    {
        var results = new List<(int, T)>(contenders.Length);
        for (var turn = 0; turn < contenders.Length; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = round % 2 == 0 ? turn : contenders.Length - 1 - turn;
            results.Add((index, await contenders[index](round)));
        }

        return results;
    }
}
