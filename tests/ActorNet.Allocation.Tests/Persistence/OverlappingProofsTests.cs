namespace ActorNet.Allocation.Tests.Persistence;

public sealed class OverlappingProofsTests : IAsyncDisposable
{
    private readonly ScriptedHost host = new(proofsUnderWay: 2);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_proof_does_not_wait_for_the_one_before_it()
    {
        await host.AnswerAsync("hello");
        host.Gate.Close();
        var first = host.AnswerAsync("first");
        await host.Gate.NextAskedAsync();
        var second = host.AnswerAsync("second");
        await host.Gate.NextAskedAsync();
        host.Gate.Open();

        Assert.Equal(["first", "second"], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task Nothing_is_written_while_a_proof_is_under_way_and_nothing_is_decided_behind_what_waits_to_be_written()
    {
        await host.AnswerAsync("hello");
        host.Gate.Close();
        var first = host.AnswerAsync("first");
        await host.Gate.NextAskedAsync();
        var writer = host.WriteAsync(committed => committed.Position.SequenceNumber);
        var last = host.AskAsync((batch, command) => batch.Reply(command, committed => committed.Position.SequenceNumber));
        await host.PassedOnAsync();
        Assert.Equal(1, host.LastSequenceNumber);
        host.Gate.Open();

        Assert.Equal("first", await first);
        Assert.Equal(2L, await writer);
        Assert.Equal(2L, await last);
    }
}
