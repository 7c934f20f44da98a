using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Tests.Persistence;

public sealed class FencedActorTests : IAsyncDisposable
{
    private readonly ScriptedHost host = new();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task When_a_rule_fails_everybody_in_its_batch_and_behind_it_hears_that_nobody_knows()
    {
        await host.AnswerAsync("hello");
        host.Gate.Close();
        var first = host.AnswerAsync("first");
        await host.Gate.NextAskedAsync();
        Task<object>[] others =
        [
            host.AnswerAsync("before"),
            host.AskAsync((_, _) => throw new InvalidOperationException("a rule fails")),
            host.AnswerAsync("after"),
        ];
        await host.PassedOnAsync();
        host.Gate.Open();

        Assert.Equal("first", await first);
        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(ScriptedActor.Unknown, answer));
    }

    [Fact]
    public async Task After_a_rule_has_failed_it_serves_again()
    {
        Assert.Equal(ScriptedActor.Unknown, await host.AskAsync((_, _) => throw new InvalidOperationException("a rule fails")));

        await Eventually.HoldsAsync(async () => await host.AnswerAsync("again") is "again");
    }

    [Fact]
    public async Task What_a_failed_batch_had_decided_is_not_written()
    {
        await host.AnswerAsync("hello");

        await host.AskAsync((batch, _) =>
        {
            batch.Write(new CoordinatorActivated(DateTimeOffset.UnixEpoch, new Secret128(2)));
            throw new InvalidOperationException("a rule fails");
        });

        Assert.Equal(1, host.LastSequenceNumber);
    }

    [Fact]
    public async Task Commands_that_came_together_are_written_together_and_answered_at_the_end()
    {
        await host.AnswerAsync("hello");
        host.Gate.Close();
        var first = host.AnswerAsync("first");
        await host.Gate.NextAskedAsync();
        var writers = Enumerable.Range(0, 5).Select(_ => host.WriteAsync(committed => committed.Position)).ToList();
        host.Gate.Open();

        await first;
        var positions = await Task.WhenAll(writers);

        Assert.Equal(6, host.LastSequenceNumber);
        Assert.Contains(new JournalPosition("scripted", 6), positions.Cast<JournalPosition>());
    }
}
