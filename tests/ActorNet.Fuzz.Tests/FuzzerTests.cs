using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;

namespace ActorNet.Fuzz.Tests;

/// <summary>A fuzzer that finds nothing in a parser with a fault would prove nothing.</summary>
public sealed class FuzzerTests
{
    [Fact]
    public void A_parser_that_throws_is_found()
    {
        var finding = Assert.Single(Run(input => _ = input.Contains((byte)'x') ? throw new InvalidOperationException("no x") : 0, inputs: 1));

        Assert.Equal(FindingKind.Crash, finding.Kind);
        Assert.Contains("no x", finding.What, StringComparison.Ordinal);
        Assert.Contains("--target planted --seed 1", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parser_that_takes_too_long_is_found()
    {
        using var never = new ManualResetEventSlim();

        var finding = Assert.Single(Run(_ => never.Wait(TimeSpan.FromSeconds(1.1)), inputs: 1));

        Assert.Equal(FindingKind.Hang, finding.Kind);
    }

    [Fact]
    public void A_parser_that_takes_too_much_memory_is_found() =>
        Assert.Contains("bytes were allocated", Assert.Single(Run(_ => GC.KeepAlive(new byte[64 * 1024 * 1024]), inputs: 1)).What, StringComparison.Ordinal);

    private static IReadOnlyCollection<Finding> Run(Action<byte[]> parse, long inputs)
    {
        var findings = new Findings();
        ParserFuzzer.Run(new ParserTarget("planted", ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"u8.ToArray()], new Unchanged(), parse), firstSeed: 1, inputs, findings);
        return findings.All;
    }

    private sealed class Unchanged : IMutator
    {
        public byte[] Mutate(byte[] sample, Random random) => sample;
    }
}
