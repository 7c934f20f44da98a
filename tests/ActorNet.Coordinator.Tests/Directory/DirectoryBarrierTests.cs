using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class DirectoryBarrierTests
{
    private readonly Events events = new();
    private readonly LeaseDirectory directory = new(TimeProvider.System);
    private readonly FakeTimeProvider time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_waits_for_what_was_answered_before()
    {
        var barrier = new DirectoryBarrier(directory, time);
        var created = events.PoolCreated();
        barrier.Record(new JournalPosition(created.PersistenceId, created.SequenceNumber));

        var waiting = barrier.WaitAsync(Cancellation);
        Assert.False(waiting.IsCompleted);
        directory.Apply([created]);

        Assert.Contains(PoolName.Default, (await waiting).State.Pools.Keys);
        Assert.True(barrier.WaitAsync(Cancellation).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_ever()
    {
        var barrier = new DirectoryBarrier(directory, time);
        barrier.Record(new JournalPosition("pools", 1));
        var waiting = barrier.WaitAsync(Cancellation);

        time.Advance(DirectoryBarrier.Patience);

        var error = await Refused.WithAsync(ErrorReason.DirectoryBehind, () => waiting);
        Assert.NotNull(error.RetryDelay);
    }

    [Fact]
    public void What_the_directory_has_is_not_waited_for()
    {
        var barrier = new DirectoryBarrier(directory, time);
        directory.Apply([events.PoolCreated()]);
        barrier.Record(new JournalPosition("pools", 1));

        Assert.True(barrier.WaitAsync(Cancellation).IsCompletedSuccessfully);
    }
}
