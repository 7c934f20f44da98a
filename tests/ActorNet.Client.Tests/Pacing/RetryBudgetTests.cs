using ActorNet.Client.Pacing;

namespace ActorNet.Client.Tests.Pacing;

public sealed class RetryBudgetTests
{
    private readonly RetryBudget _budget = new();

    [Fact]
    public void It_allows_a_few_and_then_no_more() => Assert.Equal(RetryBudget.Capacity, Spend(TimeSpan.Zero, 1000));

    [Fact]
    public void Successes_bring_some_back()
    {
        Spend(TimeSpan.Zero, 1000);

        for (var success = 0; success < 11; success++)
            _budget.NoteSuccess();

        Assert.Equal(2, Spend(TimeSpan.Zero, 1000));
    }

    [Fact]
    public void Time_brings_some_back_so_that_nobody_stays_without()
    {
        Spend(TimeSpan.Zero, 1000);

        Assert.Equal(0, Spend(RetryBudget.EarningTime * 0.9, 1));
        Assert.Equal(1, Spend(RetryBudget.EarningTime * 1.1, 1000));
    }

    [Fact]
    public void It_never_holds_more_than_its_capacity()
    {
        for (var success = 0; success < 1000; success++)
            _budget.NoteSuccess();

        Assert.Equal(RetryBudget.Capacity, Spend(TimeSpan.FromDays(1), 1000));
    }

    private int Spend(TimeSpan now, int attempts) => Enumerable.Range(0, attempts).Count(_ => _budget.TrySpend(now));
}
