using ActorNet.Allocation.Persistence;
using Akka.Actor;

namespace ActorNet.Allocation.Tests.Persistence;

public sealed class HandOverTests : IAsyncDisposable
{
    private readonly ScriptedHost host = new();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_came_before_it_is_done_and_answered_and_what_comes_after_it_is_not_taken_in()
    {
        Assert.Equal("hello", await host.AnswerAsync("hello"));
        host.Gate.Close();
        var underWay = host.AnswerAsync("under way");
        await host.Gate.NextAskedAsync();
        var waiting = host.WriteAsync(_ => "waiting");
        host.Actor.Tell(HandOver.Instance);
        var late = host.WriteAsync(_ => "late");
        var stopped = StoppedAsync();
        host.Gate.Open();

        Assert.Equal("under way", await underWay);
        Assert.Equal("waiting", await waiting);
        Assert.Equal(ScriptedActor.Unknown, await late);
        Assert.True(await stopped);
        Assert.Equal(2, host.LastSequenceNumber);
    }

    [Fact]
    public async Task Who_has_nothing_to_do_stops_at_once_and_is_not_started_again()
    {
        Assert.Equal("hello", await host.AnswerAsync("hello"));

        host.Actor.Tell(HandOver.Instance);

        Assert.True(await StoppedAsync());
    }

    private Task<bool> StoppedAsync() =>
        host.Actor.WatchAsync(TestContext.Current.CancellationToken).WaitAsync(ScriptedHost.Patience, TestContext.Current.CancellationToken);
}
