using System.Net.Sockets;

namespace ActorNet.Addressing.Tests;

/// <summary>What a prefix and an operation cost, in bytes and in nodes looked at, where space is as fragmented as it can be.</summary>
[Collection<Undisturbed>]
public class FreeSpaceCostTests(ITestOutputHelper output)
{
    private const int Entries = 200_000;

    public static TheoryData<string> Operations => [.. Cost.Operations.Keys];

    [Theory]
    [InlineData("10.0.0.0/8", 32)]
    [InlineData("fd77::/32", 64)]
    [InlineData("fd77::/64", 128)]
    public void A_free_prefix_takes_at_most_64_bytes(string pool, int length) =>
        AssertBytes(Fragmented(pool, length), space => space.Add);

    [Theory]
    [InlineData("10.0.0.0/8", 32)]
    [InlineData("fd77::/32", 64)]
    [InlineData("fd77::/64", 128)]
    public void A_quarantined_prefix_takes_at_most_64_bytes(string pool, int length) =>
        AssertBytes(Fragmented(pool, length), space => space.Quarantine);

    [Fact]
    public void Prefixes_that_come_from_taking_every_other_one_take_no_more()
    {
        var held = Fragmented("fd77::/32", 64);
        AssertBytes(held, space =>
        {
            foreach (var part in Tiles(held))
                space.Add(part);
            return prefix => Assert.True(space.TryTake(prefix.Buddy));
        });
    }

    /// <summary>
    /// 128 times the entries may cost 17/10 of the steps, as the logarithm does, and no single operation may cost more than walks along
    /// the address's bits do.
    /// </summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void Cost_grows_with_the_logarithm_of_the_number_of_prefixes(string operation)
    {
        var few = Cost.Measure(operation, 1 << 10);
        var many = Cost.Measure(operation, 1 << 17);
        output.WriteLine($"{operation}: {few.Average:F0} (at most {few.Worst}) nodes of 2^10, {many.Average:F0} ({many.Worst}) of 2^17");

        Assert.True(many.Average <= few.Average * 1.7 * 1.2, $"{few.Average} steps among 2^10, {many.Average} among 2^17");
        Assert.InRange(many.Worst, 0, 128 * 16);
    }

    /// <summary>One address taken out of all leaves a path of 128 branches: the deepest that there is.</summary>
    [Fact]
    public void Cost_is_bounded_by_the_width_of_an_address()
    {
        var space = new FreeSpace(AddressFamily.InterNetworkV6);
        space.Add(Prefix.Parse("::/0"));
        var before = space.Visits;

        Assert.True(space.TryAllocate(128, out var address));
        space.Quarantine(address);
        Assert.True(space.TryFind(1, out _));
        Assert.True(space.EndQuarantine(address));

        Assert.Equal([Prefix.Parse("::/0")], space.Free);
        Assert.InRange(space.Visits - before, 128, 128 * 64);
    }

    private static void AssertBytes(Prefix[] prefixes, Func<FreeSpace, Action<Prefix>> prepare)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var space = new FreeSpace(prefixes[0].Family);
        var add = prepare(space);
        foreach (var prefix in prefixes)
            add(prefix);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(Entries, space.Count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{(double)bytes / Entries:F2} bytes each");
        Assert.InRange((double)bytes / Entries, 1, 64);
    }

    /// <summary>Every other prefix of the length, in random order: none has a buddy to merge with.</summary>
    private static Prefix[] Fragmented(string pool, int length)
    {
        var prefixes = Cost.EveryOther(Prefix.Parse(pool), length, Entries);
        new Random(1).Shuffle(prefixes);
        return prefixes;
    }

    private static IEnumerable<Prefix> Tiles(Prefix[] held)
    {
        var whole = new FreeSpace(AddressFamily.InterNetworkV6);
        foreach (var prefix in held)
            whole.Add(prefix.Parent);
        return [.. whole.Free];
    }
}
