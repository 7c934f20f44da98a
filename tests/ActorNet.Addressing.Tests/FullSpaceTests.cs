using CsCheck;

namespace ActorNet.Addressing.Tests;

public class FullSpaceTests
{
    private static readonly Prefix[] Pools =
        [.. new[] { "10.244.0.0/16", "0.0.0.0/0", "fd77::/48", "fd77::ff00/120", "::/0" }.Select(Prefix.Parse)];

    private static readonly Gen<Prefix> AnyPool = Gen.Int[0, Pools.Length - 1].Select(index => Pools[index]);

    [Fact]
    public void Any_mixture_of_lengths_fills_a_pool_to_the_last_address_in_any_order() =>
        Gen.Select(AnyPool, Gen.Int[0, 14].Array[1, 400], Gen.Int).Sample((pool, choices, seed) =>
        {
            var lengths = Mixture(pool, choices);
            new Random(seed).Shuffle(lengths);
            var space = new FreeSpace(pool.Family);
            space.Add(pool);

            var held = new List<Prefix>();
            foreach (var length in lengths)
            {
                Assert.True(space.TryAllocate(length, out var prefix), $"a /{length} of {string.Join(' ', lengths)} finds no place");
                held.Add(prefix);
            }

            Assert.True(space.IsEmpty);
            AssertTiles(pool, held);

            foreach (var prefix in held)
                space.Add(prefix);
            Assert.Equal([pool], space.Free);
        });

    [Fact]
    public void A_length_is_given_out_exactly_as_long_as_it_fits() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[16, 24], Gen.Int[0, 255]).Array[1, 60], Gen.Int[16, 24].Array[1, 400])
        .Sample((parts, lengths) =>
        {
            var pool = Prefix.Parse("10.244.0.0/16");
            var space = new FreeSpace(pool.Family);
            space.Add(pool);
            foreach (var (kind, length, position) in parts)
            {
                var prefix = pool.Subprefix((UInt128)(position >> (24 - length)), length);
                if (kind == 0 || !space.TryTake(prefix))
                    continue;
                if (kind == 1)
                    space.Quarantine(prefix);
            }

            foreach (var length in lengths)
            {
                var fit = space.Fit(length);
                Assert.Equal(fit > 0, space.TryAllocate(length, out _));
                Assert.True(fit == 0 || space.Fit(length) == fit - 1, $"one /{length} taken, {fit} before, {space.Fit(length)} now");
            }

            while (space.TryAllocate(24, out _))
            {
            }

            Assert.True(space.IsEmpty);
        });

    [Fact]
    public void A_16_holds_256_of_24_and_the_next_one_waits_for_a_release()
    {
        var space = new FreeSpace(System.Net.Sockets.AddressFamily.InterNetwork);
        var pool = Prefix.Parse("10.244.0.0/16");
        space.Add(pool);

        for (var index = 0; index < 256; index++)
        {
            Assert.True(space.TryAllocate(24, out var prefix));
            Assert.Equal(pool.Subprefix((UInt128)index, 24), prefix);
        }

        Assert.False(space.TryAllocate(24, out _));
        space.Quarantine(Prefix.Parse("10.244.77.0/24"));
        Assert.True(space.TryAllocate(24, out var again));
        Assert.Equal("10.244.77.0/24", again.ToString());
    }

    // Halves the pool again and again, so that the lengths fill it exactly.
    private static int[] Mixture(Prefix pool, int[] choices)
    {
        var parts = new List<Prefix> { pool };
        foreach (var choice in choices)
        {
            var index = choice % parts.Count;
            var part = parts[index];
            if (part.Length == Generate.Width(pool))
                continue;

            parts[index] = part.Left;
            parts.Add(part.Right);
        }

        return [.. parts.Select(part => part.Length)];
    }

    private static void AssertTiles(Prefix pool, List<Prefix> parts)
    {
        parts.Sort();

        Assert.All(parts, part => Assert.True(pool.Contains(part)));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.False(pair.First.Overlaps(pair.Second)));
        Assert.Equal(pool.LastAddress, parts[^1].LastAddress);
        Assert.Equal(pool.CountOf(Smallest(parts)), parts.Aggregate(UInt128.Zero, (sum, part) => sum + part.CountOf(Smallest(parts))));
    }

    private static int Smallest(List<Prefix> parts) => parts.Max(part => part.Length);
}
