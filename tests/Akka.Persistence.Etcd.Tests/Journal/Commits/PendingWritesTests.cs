using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Journal.Commits;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Tests.Journal.Commits;

public sealed class PendingWritesTests
{
    [Fact]
    public async Task It_is_done_when_all_is_committed()
    {
        var pending = Pending(3);

        Assert.Equal(2, pending.Take(2, long.MaxValue, isAlone: true).Count);
        pending.Return(2);
        Assert.False(pending.IsOver);
        Assert.Single(pending.Take(2, long.MaxValue, isAlone: true));
        pending.Return(1);

        Assert.Empty(await pending.Completion);
    }

    [Fact]
    public void Only_what_fits_is_taken_but_alone_one_is_always_taken()
    {
        var pending = Pending(3, bytes: 1000);

        Assert.Empty(pending.Take(10, 500, isAlone: false));
        Assert.Single(pending.Take(10, 500, isAlone: true));
        Assert.Equal(2, pending.Take(10, 2500, isAlone: false).Count);
    }

    [Fact]
    public void What_comes_back_is_taken_again()
    {
        var pending = Pending(2);
        var taken = pending.Take(10, long.MaxValue, isAlone: true);

        pending.Return(0);

        Assert.Equal(taken, pending.Take(10, long.MaxValue, isAlone: true));
    }

    [Fact]
    public async Task A_rejected_write_does_not_keep_those_behind_it()
    {
        var pending = Pending(2);
        pending.Take(1, long.MaxValue, isAlone: true);

        pending.RejectNext(write => new InvalidOperationException());
        pending.Take(1, long.MaxValue, isAlone: true);
        pending.Return(1);

        Assert.Equal(1, Assert.Single(await pending.Completion).Key);
    }

    [Fact]
    public async Task Given_up_before_it_was_sent_it_is_certainly_not_done()
    {
        var pending = Pending(2);

        Assert.IsType<WriteNotDoneException>(pending.GiveUp());

        await Assert.ThrowsAsync<WriteNotDoneException>(() => pending.Completion);
    }

    [Fact]
    public void Given_up_while_under_way_it_is_over_only_when_that_is_decided()
    {
        var pending = Pending(2);
        pending.Take(2, long.MaxValue, isAlone: true);

        Assert.IsType<WriteOutcomeUnknownException>(pending.GiveUp());
        Assert.False(pending.IsOver);
        pending.Return(2);

        Assert.True(pending.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Given_up_while_a_part_is_under_way_the_rest_is_not_sent()
    {
        var pending = Pending(2);
        pending.Take(1, long.MaxValue, isAlone: true);
        pending.GiveUp();

        pending.Return(1);

        Assert.True(pending.IsOver);
        await Assert.ThrowsAsync<WriteOutcomeUnknownException>(() => pending.Completion);
    }

    [Fact]
    public async Task Too_much_for_etcd_after_it_was_given_up_it_is_not_tried_again()
    {
        var pending = Pending(2);
        pending.Take(2, long.MaxValue, isAlone: true);
        pending.GiveUp();

        pending.Return(0);

        await Assert.ThrowsAsync<WriteNotDoneException>(() => pending.Completion);
    }

    private static PendingWrites Pending(int count, int bytes = 10) => new(
        "a",
        "writer",
        [.. Enumerable.Range(1, count).Select(number => new JournalWrite(number, number, ByteString.CopyFromUtf8($"{number}"), ByteString.CopyFrom(new byte[bytes])))]);
}
