using ActorNet.Cli.Commands.Watch;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Commands.Watch;

public sealed class WatchPositionTests
{
    [Fact]
    public void Events_and_progress_move_it_on()
    {
        var position = new WatchPosition(5);

        Assert.True(position.Accept(Samples.Event(6, LeaseEventType.Put, Samples.Lease("a", "10.0.1.0/24"))));
        Assert.True(position.Accept(Samples.Progress(9)));
        Assert.Equal(9, position.Revision);
    }

    [Fact]
    public void What_is_not_newer_is_dropped()
    {
        var position = new WatchPosition(5);

        Assert.False(position.Accept(Samples.Event(5, LeaseEventType.Put, Samples.Lease("a", "10.0.1.0/24"))));
        Assert.Equal(5, position.Revision);
    }

    [Fact]
    public void A_snapshot_counts_only_when_it_is_complete()
    {
        var position = new WatchPosition(5);

        Assert.True(position.Accept(Samples.Snapshot(20, SnapshotReason.Compacted, [], last: false)));
        Assert.Equal(0, position.Revision);
        Assert.True(position.Accept(Samples.Snapshot(20, SnapshotReason.Compacted, [], first: false)));
        Assert.Equal(20, position.Revision);
    }

    [Fact]
    public void A_snapshot_of_a_cluster_restored_from_a_backup_takes_it_back()
    {
        var position = new WatchPosition(500);

        Assert.True(position.Accept(Samples.Snapshot(20, SnapshotReason.UnknownRevision, [])));
        Assert.Equal(20, position.Revision);
    }
}
