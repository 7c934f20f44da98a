using ActorNet.Histories.SelfTest;

namespace ActorNet.Histories.Tests.SelfTest;

public sealed class CheckerSelfTestTests
{
    public static TheoryData<string> Cases => [.. CheckerSelfTest.Cases.Select(one => one.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_checker_finds_what_was_corrupted_and_nothing_else(string name)
    {
        var one = Assert.Single(CheckerSelfTest.Cases, one => one.ToString() == name);

        Assert.Null(one.FindFault());
    }

    [Fact]
    public void Every_checker_is_fed_a_good_history_and_three_corrupted_ones_at_least() =>
        Assert.All(CheckerSelfTest.Cases.GroupBy(one => one.Checker), cases =>
        {
            Assert.Single(cases, one => one.Corruption is null);
            Assert.True(cases.Count() > 3, cases.Key);
        });

    [Fact]
    public void A_violation_names_who_what_and_when()
    {
        var violations = CheckerSelfTest.Cases.Single(one => one.Corruption == "c believes before a has stopped").Check();

        Assert.Contains("a as a with 10.0.0.0/24, epoch 1, from 1.100 s to 5.000 s overlaps c as c with 10.0.0.0/24, epoch 3, from 4.500 s to 27.830 s", violations);
    }

    [Fact]
    public void Together_they_pass() => CheckerSelfTest.Run();
}
