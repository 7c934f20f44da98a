using ActorNet.Agent.Peers;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Agent.Tests.Peers;

public sealed class MessageAllowanceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_large_snapshot_and_a_burst_of_changes_wait_for_nothing()
    {
        var allowance = new MessageAllowance(_clock);

        Assert.Equal(TimeSpan.Zero, allowance.Take(8 << 20));
        Assert.All(Enumerable.Range(0, 4000), _ => Assert.Equal(TimeSpan.Zero, allowance.Take(200)));
    }

    [Fact]
    public void Who_goes_on_without_end_is_read_at_a_pace()
    {
        var allowance = new MessageAllowance(_clock);
        var start = _clock.GetUtcNow();

        for (var message = 0; message < 100_000; message++)
            _clock.Advance(allowance.Take(200));

        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 80, 120); // about a thousand a second
    }

    [Fact]
    public void What_was_not_used_for_a_while_is_there_again_and_no_more()
    {
        var allowance = new MessageAllowance(_clock);
        allowance.Take(16 << 20);
        _clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal(TimeSpan.Zero, allowance.Take(15 << 20));
        Assert.True(allowance.Take(15 << 20) > TimeSpan.FromSeconds(10));
    }
}
