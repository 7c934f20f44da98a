using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Coordinator.Space;
using CsCheck;

namespace ActorNet.Coordinator.Tests.Space;

/// <summary>
/// Random prefixes taken out of 64 cells, compared with a model that looks at each cell. They overlap as they like, as they would if the service were wrong.
/// </summary>
public sealed class HoleCountsTests
{
    private const int Depth = 6;
    private const int Cells = 1 << Depth;

    private static readonly Gen<(int Depth, int Position)[]> Taken = Gen.Select(Gen.Int[1, Depth], Gen.Int[0, Cells - 1]).Array[0, 24];

    [Theory]
    [InlineData("10.1.2.0/24", new[] { "10.1.2.0/24" })]
    [InlineData("10.1.2.0/24", new[] { "10.1.2.0/25", "10.1.2.128/25" })]
    [InlineData("10.1.2.0/24", new[] { "10.1.2.0/26", "10.1.2.128/26", "10.1.2.192/28" })]
    [InlineData("fd77:1:2::/48", new[] { "fd77:1:2::/48" })]
    [InlineData("::/0", new[] { "4000::/2", "8000::/1" })]
    public void They_are_what_a_look_at_every_cell_finds(string whole, string[] cidrTexts)
    {
        var universe = Prefix.Parse(whole);
        ImmutableArray<Prefix> cidrs = [.. cidrTexts.Select(Prefix.Parse)];
        Taken.Sample(
            choices =>
            {
                var taken = choices
                    .Select(choice => universe.Subprefix((UInt128)(choice.Position >> (Depth - choice.Depth)), universe.Length + choice.Depth))
                    .Where(prefix => cidrs.Any(cidr => cidr.Contains(prefix)))
                    .Order()
                    .ToArray();

                var holes = HoleCounts.In(cidrs, taken);

                for (var length = universe.Length; length <= universe.Length + Depth + 2; length++)
                {
                    Assert.Equal(FitOf(universe, cidrs, taken, length), holes.Fit(length));
                }

                Assert.Equal(LargestOf(universe, cidrs, taken), holes.Largest);
            },
            iter: 500);
    }

    [Fact]
    public void More_than_a_number_can_say_still_add_up()
    {
        var holes = HoleCounts.In([Prefix.Parse("::/0")], [Prefix.Parse("::/1"), Prefix.Parse("8000::/126")]);

        Assert.Equal((UInt128.One << 125) - 1, holes.Fit(126));
        Assert.Equal(Prefix.Parse("c000::/2"), holes.Largest);
    }

    /// <summary>A prefix is a hole if every cell of it is in a CIDR and in nothing that is taken.</summary>
    private static UInt128 FitOf(Prefix universe, ImmutableArray<Prefix> cidrs, Prefix[] taken, int length)
    {
        var cellLength = universe.Length + Depth;
        if (length > cellLength)
        {
            return FitOf(universe, cidrs, taken, cellLength) << (length - cellLength);
        }

        return (UInt128)PrefixesOf(universe, length).Count(prefix => IsFree(prefix, cellLength, cidrs, taken));
    }

    private static Prefix? LargestOf(Prefix universe, ImmutableArray<Prefix> cidrs, Prefix[] taken) => Enumerable.Range(universe.Length, Depth + 1)
        .SelectMany(length => PrefixesOf(universe, length))
        .Where(prefix => IsFree(prefix, universe.Length + Depth, cidrs, taken))
        .Select(prefix => (Prefix?)prefix)
        .FirstOrDefault();

    private static IEnumerable<Prefix> PrefixesOf(Prefix universe, int length) =>
        Enumerable.Range(0, 1 << (length - universe.Length)).Select(index => universe.Subprefix((UInt128)index, length));

    private static bool IsFree(Prefix prefix, int cellLength, ImmutableArray<Prefix> cidrs, Prefix[] taken) => PrefixesOf(prefix, cellLength)
        .All(cell => cidrs.Any(cidr => cidr.Contains(cell)) && !taken.Any(other => other.Contains(cell)));
}
