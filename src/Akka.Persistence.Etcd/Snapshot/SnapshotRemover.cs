using Akka.Etcd.Connection;
using Etcdserverpb;
using Google.Protobuf;
using static Akka.Etcd.Transactions.Guard;
using static Akka.Etcd.Transactions.Operation;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>Deletes snapshots, each with its chunks in one transaction.</summary>
internal sealed class SnapshotRemover(EtcdConnection etcd, SnapshotKeys keys, UploadSweeper sweeper)
{
    /// <summary>Deletes one snapshot, if it is there and, where a time is given, is of that time.</summary>
    public Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellation) =>
        metadata.Timestamp == default
            ? DeleteAllAsync(metadata.PersistenceId, metadata.SequenceNr, metadata.SequenceNr, cancellation)
            : DeleteIfAsync(
                metadata.PersistenceId,
                metadata.SequenceNr,
                manifest => manifest.TimestampTicks == SnapshotSerialization.Ticks(metadata.Timestamp),
                cancellation);

    /// <summary>Deletes the snapshots that fit, and what crashed uploads of the same sequence numbers have left.</summary>
    public async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellation)
    {
        if (criteria.IncludesAllTimes())
        {
            await DeleteAllAsync(persistenceId, criteria.MinSequenceNr, criteria.MaxSequenceNr, cancellation).ConfigureAwait(false);
            return;
        }

        var range = keys.Manifests(persistenceId, criteria.MinSequenceNr, criteria.MaxSequenceNr);
        var list = new RangeRequest { Key = range.Start, RangeEnd = range.End, KeysOnly = true };
        foreach (var found in (await etcd.ReadAsync(list, cancellation).ConfigureAwait(false)).Kvs)
        {
            if (SnapshotKeys.SequenceNrOf(found.Key) is { } sequenceNr)
            {
                await DeleteIfAsync(persistenceId, sequenceNr, criteria.IncludesTime, cancellation).ConfigureAwait(false);
            }
        }

        await sweeper.SweepAsync(persistenceId, criteria.MinSequenceNr, criteria.MaxSequenceNr, cancellation).ConfigureAwait(false);
    }

    private Task<TxnResponse> DeleteAllAsync(string persistenceId, long min, long max, CancellationToken cancellation)
    {
        var request = new TxnRequest { Success = { Delete(keys.Manifests(persistenceId, min, max)), Delete(keys.Chunks(persistenceId, min, max)) } };
        return etcd.TransactUntilKnownAsync(request, cancellation);
    }

    /// <summary>Looks again when the snapshot is overwritten between the look and the deletion.</summary>
    private async Task DeleteIfAsync(string persistenceId, long sequenceNr, Func<SnapshotManifest, bool> isMeant, CancellationToken cancellation)
    {
        var key = keys.Manifest(persistenceId, sequenceNr);
        var chunks = keys.Chunks(persistenceId, sequenceNr, sequenceNr);
        while (true)
        {
            var found = (await etcd.ReadAsync(new RangeRequest { Key = key }, cancellation).ConfigureAwait(false)).Kvs.SingleOrDefault();
            if (found is null || TryParse(found.Value) is not { } manifest || !isMeant(manifest))
            {
                return;
            }

            var request = new TxnRequest { Compare = { IsUnchangedSince(key, found.ModRevision) }, Success = { Delete(key), Delete(chunks) } };
            if ((await etcd.TransactUntilKnownAsync(request, cancellation).ConfigureAwait(false)).Succeeded)
            {
                return;
            }
        }
    }

    /// <summary>What has no readable time is not of any time that is asked for.</summary>
    private static SnapshotManifest? TryParse(ByteString value)
    {
        try
        {
            return SnapshotManifest.Parser.ParseFrom(value);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
