using System.Net.Sockets;

namespace ActorNet.Addressing.Tests;

/// <summary>Counts the nodes that operations look at.</summary>
internal static class Cost
{
    private const int Length = 64;
    private const int Samples = 1_000;

    private static readonly Prefix Pool = Prefix.Parse("fd77::/32");

    /// <summary>Each restores the space, so that every sample sees the same number of prefixes; what restores is counted with it.</summary>
    public static IReadOnlyDictionary<string, Action<FreeSpace, Prefix>> Operations { get; } =
        new Dictionary<string, Action<FreeSpace, Prefix>>(StringComparer.Ordinal)
        {
            ["find the best fit"] = (space, _) => Assert.True(space.TryFindFree(Length, out var _)),
            ["find in quarantine"] = (space, _) => Assert.True(space.TryFind(Length - 1, out var _)),
            ["find nothing"] = (space, _) => Assert.False(space.TryFind(Length - 8, out var _)),
            ["allocate and add"] = (space, _) =>
            {
                Assert.True(space.TryAllocate(Length, out var prefix));
                space.Add(prefix);
            },
            ["take and add"] = (space, prefix) =>
            {
                Assert.True(space.TryTake(prefix));
                space.Add(prefix);
            },
            ["take and quarantine"] = (space, prefix) =>
            {
                Assert.True(space.TryTake(prefix));
                space.Quarantine(prefix);
            },
            ["take, quarantine and end the quarantine"] = (space, prefix) =>
            {
                Assert.True(space.TryTake(prefix));
                space.Quarantine(prefix);
                Assert.True(space.EndQuarantine(prefix));
            },
            ["look whether it is contained, free, overlapping"] = (space, prefix) =>
                Assert.True(space.Contains(prefix) && space.Overlaps(prefix.Parent) && !space.IsFree(prefix.Parent)),
        };

    public static (double Average, long Worst) Measure(string operation, int entries)
    {
        var random = new Random(1);
        var prefixes = EveryOther(Pool, Length - 1, entries);
        random.Shuffle(prefixes);
        var space = new FreeSpace(AddressFamily.InterNetworkV6);
        for (var index = 0; index < prefixes.Length; index++)
        {
            if (index % 2 == 0)
                space.Quarantine(prefixes[index]);
            else
                space.Add(prefixes[index] = prefixes[index].Left);
        }

        var total = 0L;
        var worst = 0L;
        for (var sample = 0; sample < Samples; sample++)
        {
            var before = space.Visits;
            Operations[operation](space, prefixes[random.Next(prefixes.Length)]);
            var visits = space.Visits - before;
            total += visits;
            worst = Math.Max(worst, visits);
        }

        Assert.Equal(entries, space.Count);
        return ((double)total / Samples, worst);
    }

    public static Prefix[] EveryOther(Prefix pool, int length, int count) =>
        [.. Enumerable.Range(0, count).Select(index => pool.Subprefix((UInt128)index * 2, length))];
}
