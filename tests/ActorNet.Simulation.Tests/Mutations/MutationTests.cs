using ActorNet.Simulation.Mutations;

namespace ActorNet.Simulation.Tests.Mutations;

public sealed class MutationTests
{
    [Fact]
    public void Every_rule_that_is_switched_off_is_missed()
    {
        var catches = MutantHunt.Run([.. MutationList.All.Where(mutation => !mutation.IsRare)], _ => { });

        Assert.All(catches, caught => Assert.True(caught.IsAsListed, $"{caught.Mutation} is not caught by {caught.Tried} seeds"));
        Assert.All(catches.Where(caught => caught.Mutation.CoveredBy is not null), caught => Assert.Null(caught.Seed));
    }

    [Fact]
    public void Where_no_rule_is_switched_off_nothing_is_missed()
    {
        var unharmed = new MutantFactory(MutationList.All).CreateUnharmed();

        Assert.All(Enumerable.Range(1, 50), seed => Assert.Null(unharmed.FindViolation(seed)));
    }

    [Fact]
    public void A_mutation_whose_text_is_not_there_does_not_fit()
    {
        var factory = new MutantFactory([]);
        var mutation = MutationList.All[0];

        Assert.Null(factory.FindMisfit(mutation));
        Assert.NotNull(factory.FindMisfit(mutation with { Text = "a text that no source has" }));
        Assert.NotNull(factory.FindMisfit(mutation with { Text = "return" }));
        Assert.NotNull(factory.FindMisfit(mutation with { File = "NoSuchFile.cs" }));
    }

    [Fact]
    public void No_two_mutations_have_the_same_name() =>
        Assert.Equal(MutationList.All.Count, MutationList.All.Select(mutation => mutation.Name).Distinct(StringComparer.Ordinal).Count());
}
