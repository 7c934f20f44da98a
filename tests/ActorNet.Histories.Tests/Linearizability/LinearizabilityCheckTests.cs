using ActorNet.Addressing;
using ActorNet.Histories.Linearizability;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Tests.Linearizability;

public sealed class LinearizabilityCheckTests
{
    private static readonly Prefix Subnet = Prefix.Parse("10.0.0.0/24");
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(6);

    private readonly List<HistoryEvent> history = [];

    [Fact]
    public void Operations_at_the_same_time_may_have_been_done_in_any_order()
    {
        Add(1, OperationVerb.Acquire, null, 1, 10, Granted(1));
        Add(2, OperationVerb.Release, 1, 5, 20, new Succeeded(0, [Subnet], 1));
        Add(3, OperationVerb.Acquire, null, 6, 8, Granted(2));

        Assert.Empty(Check());
    }

    [Fact]
    public void Nothing_is_done_before_it_was_asked()
    {
        Add(1, OperationVerb.Acquire, null, 1, 10, Granted(1));
        Add(2, OperationVerb.Release, 1, 9, 20, new Succeeded(0, [Subnet], 1));
        Add(3, OperationVerb.Acquire, null, 6, 8, Granted(2));

        Assert.Single(Check());
    }

    [Fact]
    public void An_acquire_that_was_sent_twice_may_arrive_after_the_release()
    {
        Add(1, OperationVerb.Acquire, null, 1, 2, Granted(1) with { MayArriveAgain = true });
        Add(2, OperationVerb.Release, 1, 3, 4, new Succeeded(0, [Subnet], 1));
        Add(3, OperationVerb.Acquire, 1, 5, 6, Granted(7));

        Assert.Empty(Check());
    }

    [Fact]
    public void A_lease_that_comes_back_by_itself_needs_a_copy_that_was_on_its_way()
    {
        Add(1, OperationVerb.Acquire, null, 1, 2, Granted(1));
        Add(2, OperationVerb.Release, 1, 3, 4, new Succeeded(0, [Subnet], 1));
        Add(3, OperationVerb.Renew, 2, 5, 6, new Succeeded(0, [], 2, TimeToLive));

        Assert.Single(Check());
    }

    [Fact]
    public void An_unknown_release_may_have_been_done_or_not()
    {
        Add(1, OperationVerb.Acquire, null, 1, 2, Granted(1));
        Add(2, OperationVerb.Release, 1, 3, 4, new Unknown(0, "no answer"));
        Add(3, OperationVerb.Renew, 1, 5, 6, new Succeeded(0, [], 1, TimeToLive));
        Add(4, OperationVerb.Renew, 1, 7, 8, new Failed(0, "LEASE_NOT_FOUND"));

        Assert.Empty(Check());
    }

    [Fact]
    public void What_was_done_once_is_not_undone_by_an_unknown_release()
    {
        Add(1, OperationVerb.Acquire, null, 1, 2, Granted(1));
        Add(2, OperationVerb.Release, 1, 3, 4, new Unknown(0, "no answer"));
        Add(3, OperationVerb.Renew, 1, 5, 6, new Failed(0, "LEASE_NOT_FOUND"));
        Add(4, OperationVerb.Renew, 1, 7, 8, new Succeeded(0, [], 1, TimeToLive));

        Assert.Single(Check());
    }

    [Fact]
    public void A_lease_expires_when_its_time_and_the_grace_are_over()
    {
        Add(1, OperationVerb.Acquire, null, 1, 2, Granted(1));
        Add(2, OperationVerb.Acquire, null, 12_000_000_000, 12_000_000_001, Granted(2));

        Assert.Empty(Check());
    }

    [Fact]
    public void Two_hundred_thousand_operations_are_no_trouble()
    {
        for (var number = 0; number < 200_000; number++)
        {
            var (node, turn) = (number % 1_000, number / 1_000);
            var at = (number * 10) + 1;
            HistoryEvent answer = turn == 0 ? Granted(1) : new Succeeded(0, [], 1, TimeToLive);
            Add(number, turn == 0 ? OperationVerb.Acquire : OperationVerb.Renew, turn == 0 ? null : 1, at, at + 5_000, answer, $"n{node}");
        }

        Assert.Empty(Check());
    }

    private static Succeeded Granted(long epoch) => new(0, [Subnet], epoch, TimeToLive);

    private IReadOnlyList<string> Check() => LinearizabilityCheck.Check([.. history.OrderBy(change => change.AtNs)]);

    private void Add(long number, OperationVerb verb, long? epoch, long from, long to, HistoryEvent answer, string node = "n")
    {
        history.Add(new Invoked(number, node, node, string.Empty, verb, epoch) { AtNs = from });
        HistoryEvent numbered = answer switch
        {
            Succeeded success => success with { Operation = number },
            Failed failure => failure with { Operation = number },
            Unknown unknown => unknown with { Operation = number },
            _ => throw new ArgumentException("not an answer", nameof(answer)),
        };
        history.Add(numbered with { AtNs = to });
    }
}
