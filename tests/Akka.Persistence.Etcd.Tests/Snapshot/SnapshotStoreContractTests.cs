using ActorNet.Testing;
using Akka.Actor;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

/// <summary>What Akka asks of every snapshot store.</summary>
public sealed class SnapshotStoreContractTests : IAsyncLifetime
{
    private static readonly DateTime Begin = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private EtcdCluster cluster = null!;
    private SnapshotHost host = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        host = SnapshotHost.Start(cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task An_unknown_persistence_id_has_no_snapshot()
    {
        await SaveFiveAsync("known");

        Assert.Null(await host.LoadAsync("unknown"));
        Assert.Null(await host.LoadAsync("know"));
        Assert.Null(await host.LoadAsync("known/x"));
    }

    [Fact]
    public async Task The_newest_snapshot_is_loaded_with_its_metadata()
    {
        await SaveFiveAsync("p");

        var newest = await host.LoadAsync("p");

        Assert.Equal(new SnapshotMetadata("p", 15, Begin.AddMinutes(5)), newest!.Metadata);
        Assert.Equal(DateTimeKind.Utc, newest.Metadata.Timestamp.Kind);
        Assert.Equal("s-5", newest.Snapshot);
    }

    [Theory]
    [InlineData(13, null, 13L)]
    [InlineData(14, null, 14L)]
    [InlineData(10, null, null)]
    [InlineData(long.MaxValue, 13, 13L)]
    [InlineData(12, 13, 12L)]
    [InlineData(13, 12, 12L)]
    [InlineData(long.MaxValue, 0, null)]
    public async Task Upper_bounds_of_sequence_numbers_are_kept(long max, int? upTo, long? expected)
    {
        await SaveFiveAsync("p");

        var found = await host.LoadAsync("p", new SnapshotSelectionCriteria(max), upTo ?? long.MaxValue);

        Assert.Equal(expected, found?.Metadata.SequenceNr);
    }

    [Theory]
    [InlineData(3, null, 0L, 13L)]
    [InlineData(0, null, 0L, null)]
    [InlineData(5, 5, 0L, 15L)]
    [InlineData(3, 4, 0L, null)]
    [InlineData(4, 2, 0L, 14L)]
    [InlineData(3, 1, 14L, null)]
    [InlineData(9, null, 15L, 15L)]
    [InlineData(9, null, 16L, null)]
    public async Task Bounds_of_time_and_lower_bounds_are_kept(int maxMinute, int? minMinute, long min, long? expected)
    {
        await SaveFiveAsync("p");
        var criteria = new SnapshotSelectionCriteria(
            long.MaxValue, Begin.AddMinutes(maxMinute), min, minMinute is { } minute ? Begin.AddMinutes(minute) : null);

        Assert.Equal(expected, (await host.LoadAsync("p", criteria))?.Metadata.SequenceNr);
    }

    [Fact]
    public async Task The_criteria_none_finds_none()
    {
        await SaveFiveAsync("p");

        Assert.Null(await host.LoadAsync("p", SnapshotSelectionCriteria.None));
    }

    [Fact]
    public async Task A_snapshot_without_a_time_gets_one()
    {
        var saved = await host.SaveAsync("p", 1, "s");

        Assert.InRange(saved.Timestamp, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(saved, (await host.LoadAsync("p"))!.Metadata);
    }

    [Fact]
    public async Task A_snapshot_is_deleted_by_its_sequence_number()
    {
        await SaveFiveAsync("p");

        await host.DeleteAsync("p", 15);

        Assert.Equal(14, (await host.LoadAsync("p"))!.Metadata.SequenceNr);
        Assert.Equal(4, await CountKeysAsync());
    }

    [Fact]
    public async Task A_snapshot_is_deleted_by_its_metadata_only_if_the_time_is_right()
    {
        await SaveFiveAsync("p");

        await host.DeleteAsync("p", 15, Begin);
        Assert.Equal(15, (await host.LoadAsync("p"))!.Metadata.SequenceNr);

        await host.DeleteAsync("p", 15, Begin.AddMinutes(5));
        Assert.Equal(14, (await host.LoadAsync("p"))!.Metadata.SequenceNr);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_succeeds()
    {
        await host.DeleteAsync("p", 1);
        await host.DeleteAsync("p", 1, Begin);
        await host.DeleteAsync("p", SnapshotSelectionCriteria.Latest);
    }

    [Fact]
    public async Task Snapshots_up_to_a_sequence_number_are_deleted()
    {
        await SaveFiveAsync("p");
        await SaveFiveAsync("other");

        await host.DeleteAsync("p", new SnapshotSelectionCriteria(13));

        Assert.Null(await host.LoadAsync("p", new SnapshotSelectionCriteria(13)));
        Assert.Equal(14, (await host.LoadAsync("p", new SnapshotSelectionCriteria(14)))!.Metadata.SequenceNr);
        Assert.Equal(11, (await host.LoadAsync("other", new SnapshotSelectionCriteria(11)))!.Metadata.SequenceNr);
        Assert.Equal(7, await CountKeysAsync());
    }

    [Fact]
    public async Task Snapshots_between_bounds_are_deleted_and_no_others()
    {
        await SaveFiveAsync("p");

        await host.DeleteAsync("p", new SnapshotSelectionCriteria(14, Begin.AddMinutes(3), 12, Begin.AddMinutes(1)));

        var left = await LeftAsync("p");
        Assert.Equal([11, 14, 15], left);
    }

    [Fact]
    public async Task The_same_sequence_number_is_overwritten()
    {
        await SaveFiveAsync("p");

        await host.SaveAsync("p", 15, "another", Begin.AddMinutes(9));

        var newest = await host.LoadAsync("p");
        Assert.Equal("another", newest!.Snapshot);
        Assert.Equal(Begin.AddMinutes(9), newest.Metadata.Timestamp);
        Assert.Equal(5, await CountKeysAsync());
    }

    [Fact]
    public async Task Ids_with_any_characters_are_kept_apart()
    {
        string[] ids = ["a", "a/", "a/1", "a%", "a%2F1", "ä", "a\n", "日本/語", "a0"];
        foreach (var id in ids)
        {
            await host.SaveAsync(id, 1, $"of {id}");
        }

        await host.DeleteAsync("a/", SnapshotSelectionCriteria.Latest);

        Assert.Null(await host.LoadAsync("a/"));
        foreach (var id in ids.Where(id => id != "a/"))
        {
            var found = await host.LoadAsync(id);
            Assert.Equal($"of {id}", found!.Snapshot);
            Assert.Equal(id, found.Metadata.PersistenceId);
        }
    }

    [Fact]
    public async Task Snapshots_go_through_the_serializer_of_their_type()
    {
        var owner = host.System.ActorOf(Props.Empty, "owner");

        await host.SaveAsync("p", 1, new NamedState("text", owner));

        var found = await host.LoadAsync("p");
        Assert.Equal(new NamedState("text", owner), found!.Snapshot);
        var stored = await cluster.ControlAsync("get", "akka/s/", "--prefix", "--print-value-only");
        Assert.Contains("state-v1", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("$type", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_serialised_fails_alone()
    {
        await host.SaveAsync("p", 1, "before");

        var answer = await host.TrySaveAsync("p", 2, new NamedState("unserialisable"));

        var failure = Assert.IsType<SaveSnapshotFailure>(answer);
        Assert.Contains("cannot be serialised", failure.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal("before", (await host.LoadAsync("p"))!.Snapshot);
    }

    [Fact]
    public async Task Health_is_what_etcd_says()
    {
        await using var impatient = SnapshotHost.Start(cluster, "akka.etcd.read-timeout = 2s");
        var persistence = Persistence.Instance.Apply(impatient.System);

        var healthy = await CheckAsync();
        await cluster.Members[0].KillAsync();
        var ill = await CheckAsync();

        Assert.Equal(PersistenceHealthStatus.Healthy, healthy.Status);
        Assert.Equal(PersistenceHealthStatus.Unhealthy, ill.Status);

        Task<PersistenceHealthCheckResult> CheckAsync() =>
            persistence.CheckSnapshotStoreHealthAsync("akka.persistence.snapshot-store.etcd", TestContext.Current.CancellationToken);
    }

    /// <summary>Sequence numbers 11 to 15, a minute apart.</summary>
    [Fact]
    public async Task A_number_below_zero_is_that_of_no_snapshot()
    {
        await SaveFiveAsync("p");

        await host.DeleteAsync("p", new SnapshotSelectionCriteria(15 - 100));
        await host.DeleteAsync("p", new SnapshotSelectionCriteria(-1, Begin.AddMinutes(9), -5));
        await host.DeleteAsync("p", 15 - 100);

        Assert.Null(await host.LoadAsync("p", new SnapshotSelectionCriteria(-1)));
        Assert.Equal(15, (await host.LoadAsync("p"))!.Metadata.SequenceNr);
        Assert.Equal(11, (await host.LoadAsync("p", new SnapshotSelectionCriteria(11)))!.Metadata.SequenceNr);
    }

    private async Task SaveFiveAsync(string persistenceId)
    {
        for (var n = 1; n <= 5; n++)
        {
            await host.SaveAsync(persistenceId, 10 + n, $"s-{n}", Begin.AddMinutes(n));
        }
    }

    private async Task<IReadOnlyList<long>> LeftAsync(string persistenceId)
    {
        var left = new List<long>();
        for (long n = 11; n <= 15; n++)
        {
            if (await host.LoadAsync(persistenceId, new SnapshotSelectionCriteria(n, DateTime.MaxValue, n, DateTime.MinValue)) is not null)
            {
                left.Add(n);
            }
        }

        return left;
    }

    private async Task<int> CountKeysAsync() =>
        (await cluster.ControlAsync("get", "akka/", "--prefix", "--keys-only")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
