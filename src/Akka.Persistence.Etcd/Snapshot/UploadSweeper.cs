using System.Collections.Concurrent;
using Akka.Etcd.Connection;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;
using static Akka.Etcd.Transactions.Guard;
using static Akka.Etcd.Transactions.Operation;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>Knows which uploads are under way here, and removes those that nobody will finish.</summary>
internal sealed class UploadSweeper(EtcdConnection etcd, SnapshotKeys keys)
{
    private readonly ConcurrentDictionary<string, Upload> underWay = new(StringComparer.Ordinal);

    /// <summary>A new upload, which is not swept here until it is disposed.</summary>
    public Upload BeginUpload()
    {
        var upload = new Upload(Guid.NewGuid().ToString("N"), underWay);
        underWay[upload.Id] = upload;
        return upload;
    }

    /// <summary>
    /// Deletes the chunks of crashed uploads. One that is under way in another process is taken for one of them: its commit fails, and it
    /// begins anew.
    /// </summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="min">The first sequence number.</param>
    /// <param name="max">The last one.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SweepAsync(string persistenceId, long min, long max, CancellationToken cancellation)
    {
        var rest = keys.Chunks(persistenceId, min, max);
        while (await FirstKeyAsync(rest, cancellation).ConfigureAwait(false) is { } key)
        {
            if (SnapshotKeys.UploadOf(key) is not { } upload)
            {
                rest = rest with { Start = KeyAfter(key) };
                continue;
            }

            var chunks = keys.Chunks(persistenceId, upload.SequenceNr, upload.UploadId);
            if (!underWay.ContainsKey(upload.UploadId))
            {
                await DeleteUnlessUsedAsync(chunks, keys.Manifest(persistenceId, upload.SequenceNr), upload.UploadId, cancellation).ConfigureAwait(false);
            }

            rest = rest with { Start = chunks.End };
        }
    }

    private static ByteString KeyAfter(ByteString key) => UnsafeByteOperations.UnsafeWrap((byte[])[.. key.Span, 0]);

    /// <summary>Does nothing where the manifest changes meanwhile: the upload may have been finished by it.</summary>
    private async Task DeleteUnlessUsedAsync(EtcdKeyRange chunks, ByteString manifestKey, string uploadId, CancellationToken cancellation)
    {
        var answer = await etcd.ReadAsync(new RangeRequest { Key = manifestKey }, cancellation).ConfigureAwait(false);
        var found = answer.Kvs.SingleOrDefault();
        if (found is not null && MayUse(found.Value, uploadId))
        {
            return;
        }

        var request = new TxnRequest { Compare = { IsUnchangedSince(manifestKey, found?.ModRevision ?? 0) }, Success = { Delete(chunks) } };
        await etcd.TransactUntilKnownAsync(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>A manifest that cannot be read keeps its chunks: someone may want to mend it.</summary>
    private static bool MayUse(ByteString manifest, string uploadId)
    {
        try
        {
            return SnapshotManifest.Parser.ParseFrom(manifest).Chunks?.UploadId == uploadId;
        }
        catch (InvalidProtocolBufferException)
        {
            return true;
        }
    }

    private async Task<ByteString?> FirstKeyAsync(EtcdKeyRange range, CancellationToken cancellation)
    {
        var request = new RangeRequest { Key = range.Start, RangeEnd = range.End, Limit = 1, KeysOnly = true };
        return (await etcd.ReadAsync(request, cancellation).ConfigureAwait(false)).Kvs.SingleOrDefault()?.Key;
    }

    /// <summary>An upload that is under way.</summary>
    public sealed class Upload(string id, ConcurrentDictionary<string, Upload> underWay) : IDisposable
    {
        /// <summary>128 random bits.</summary>
        public string Id => id;

        public void Dispose() => underWay.TryRemove(id, out _);
    }
}
