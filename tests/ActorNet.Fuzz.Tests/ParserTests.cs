using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Targets;

namespace ActorNet.Fuzz.Tests;

public sealed class ParserTests : IAsyncLifetime
{
    private const int InputsOfEach = 2_000;

    private readonly AllTargets targets = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => targets.DisposeAsync();

    [Fact]
    public void Every_parser_ends_in_a_result_or_a_documented_exception()
    {
        var findings = new Findings();

        foreach (var parser in targets.Parsers)
        {
            ParserFuzzer.Run(parser, firstSeed: 1, InputsOfEach, findings);
        }

        Assert.Empty(findings.All);
        Assert.Equal(targets.Parsers.Count * InputsOfEach, findings.Inputs);
    }

    [Fact]
    public void Every_parser_reads_its_own_samples() => Assert.All(
        targets.Parsers.SelectMany(parser => parser.Corpus, (parser, sample) => ParserFuzzer.Try(parser, 0, sample)), Assert.Null);

    [Fact]
    public void A_seed_makes_the_same_input_again() => Assert.All(
        targets.Parsers, parser => Assert.All(Enumerable.Range(1, 50), seed => Assert.Equal(parser.Make(seed), parser.Make(seed))));

    [Fact]
    public void Names_are_different() => Assert.Distinct(targets.Names);
}
