using ActorNet.Addressing;
using ActorNet.Coordinator.Directory;
using CsCheck;

namespace ActorNet.Coordinator.Tests.Directory;

/// <summary>Random blocks that come and parts of them that go, compared with a set of single cells.</summary>
public sealed class BlockSetTests
{
    private const int Depth = 5;
    private static readonly Prefix Universe = Prefix.Parse("10.0.0.0/16");

    private static readonly Gen<(int Depth, int Position)[]> Moves = Gen.Select(Gen.Int[0, Depth], Gen.Int[0, (1 << Depth) - 1]).Array[1, 40];

    [Fact]
    public void It_holds_what_came_and_did_not_go_merged_as_far_as_it_goes() => Moves.Sample(
        moves =>
        {
            var (blocks, model) = (BlockSet.Empty, new HashSet<Prefix>());
            foreach (var (depth, position) in moves)
            {
                var prefix = Universe.Subprefix((UInt128)(position >> (Depth - depth)), Universe.Length + depth);
                var cells = CellsOf(prefix).ToList();
                if (cells.TrueForAll(model.Contains))
                {
                    blocks = blocks.Remove([prefix]);
                    model.ExceptWith(cells);
                }
                else if (!cells.Exists(model.Contains))
                {
                    blocks = blocks.Add([prefix]);
                    model.UnionWith(cells);
                }
            }

            Assert.Equal(model.Order(), blocks.All.SelectMany(CellsOf));
            Assert.All(blocks.All, block => Assert.True(block == Universe || !blocks.All.Contains(block.Buddy)));
            Assert.All(CellsOf(Universe), cell => Assert.Equal(model.Contains(cell), blocks.Around(cell)?.Contains(cell) ?? false));
        },
        iter: 500);

    [Fact]
    public void What_is_not_there_cannot_go()
    {
        var blocks = BlockSet.Empty.Add([Prefix.Parse("10.0.0.0/24")]);

        Assert.Equal(blocks.All, blocks.Remove([Prefix.Parse("10.0.1.0/24"), Prefix.Parse("10.0.0.0/23")]).All);
        Assert.Null(blocks.Around(Prefix.Parse("10.0.0.0/23")));
    }

    private static IEnumerable<Prefix> CellsOf(Prefix prefix) =>
        Enumerable.Range(0, 1 << (Universe.Length + Depth - prefix.Length)).Select(index => prefix.Subprefix((UInt128)index, Universe.Length + Depth));
}
