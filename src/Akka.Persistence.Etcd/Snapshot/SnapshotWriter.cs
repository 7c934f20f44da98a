using Akka.Etcd.Connection;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;
using static Akka.Etcd.Transactions.Guard;
using static Akka.Etcd.Transactions.Operation;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>
/// Saves snapshots. The put of the manifest decides: before it there is nothing that a load would see, after it the whole snapshot is there.
/// </summary>
internal sealed class SnapshotWriter(EtcdConnection etcd, SnapshotKeys keys, UploadSweeper sweeper, int chunkBytes)
{
    /// <summary>How many chunks are under way at once: one waits for the disk while the next one is on the wire.</summary>
    private const int Parallel = 4;

    /// <summary>Saves a snapshot in place of any other with its sequence number, and repeats what has no known outcome until it is cancelled.</summary>
    public Task SaveAsync(string persistenceId, SnapshotManifest manifest, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        content.Length <= chunkBytes
            ? SaveInlineAsync(persistenceId, manifest, content, cancellation)
            : SaveInChunksAsync(persistenceId, manifest, content, cancellation);

    private Task<TxnResponse> SaveInlineAsync(string persistenceId, SnapshotManifest manifest, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        manifest.Inline = UnsafeByteOperations.UnsafeWrap(content);
        var request = new TxnRequest
        {
            Success =
            {
                Put(keys.Manifest(persistenceId, manifest.SequenceNr), manifest.ToByteString()),
                Delete(keys.Chunks(persistenceId, manifest.SequenceNr, manifest.SequenceNr)),
            },
        };
        return etcd.TransactUntilKnownAsync(request, cancellation);
    }

    private async Task SaveInChunksAsync(
        string persistenceId,
        SnapshotManifest manifest,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellation)
    {
        await sweeper.SweepAsync(persistenceId, 0, long.MaxValue, cancellation).ConfigureAwait(false);

        // An upload whose chunks somebody deleted begins anew. Whoever did that has saved, deleted or swept, so this comes to an end.
        while (!await TryUploadAsync(persistenceId, manifest, content, cancellation).ConfigureAwait(false))
        {
        }
    }

    /// <summary>False: another save or a deletion came between.</summary>
    private async Task<bool> TryUploadAsync(
        string persistenceId,
        SnapshotManifest manifest,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellation)
    {
        using var upload = sweeper.BeginUpload();
        var count = (content.Length + chunkBytes - 1) / chunkBytes;
        manifest.Chunks = new SnapshotManifest.Types.Chunks { UploadId = upload.Id, Count = count };

        // Alone and before all others: while this very key is there, nobody has deleted any.
        var created = await PutChunkAsync(0, cancellation).ConfigureAwait(false);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(1, count - 1),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (index, token) => await PutChunkAsync(index, token).ConfigureAwait(false)).ConfigureAwait(false);
        return await CommitAsync(persistenceId, manifest, created, cancellation).ConfigureAwait(false);

        Task<long> PutChunkAsync(int index, CancellationToken token)
        {
            var begin = index * chunkBytes;
            var chunk = content.Slice(begin, Math.Min(chunkBytes, content.Length - begin));
            return PutOnceAsync(keys.Chunk(persistenceId, manifest.SequenceNr, upload.Id, index), UnsafeByteOperations.UnsafeWrap(chunk), token);
        }
    }

    /// <summary>
    /// Puts a chunk if it is not there. One that is put by a late twin of the request, after somebody deleted the upload, has another revision.
    /// </summary>
    /// <returns>The revision at which it was made.</returns>
    private async Task<long> PutOnceAsync(ByteString key, ByteString chunk, CancellationToken cancellation)
    {
        var request = new TxnRequest
        {
            Compare = { WasCreatedAt(key, 0) },
            Success = { Put(key, chunk) },
            Failure = { new RequestOp { RequestRange = new RangeRequest { Key = key, KeysOnly = true } } },
        };
        var answer = await etcd.TransactUntilKnownAsync(request, cancellation).ConfigureAwait(false);
        return answer.Succeeded ? answer.Header.Revision : answer.Responses[0].ResponseRange.Kvs[0].CreateRevision;
    }

    /// <summary>Puts the manifest, and deletes what other uploads of the same sequence number have left or are bringing.</summary>
    private async Task<bool> CommitAsync(string persistenceId, SnapshotManifest manifest, long firstChunkCreated, CancellationToken cancellation)
    {
        var (sequenceNr, uploadId) = (manifest.SequenceNr, manifest.Chunks.UploadId);
        var all = keys.Chunks(persistenceId, sequenceNr, sequenceNr);
        var own = keys.Chunks(persistenceId, sequenceNr, uploadId);
        var request = new TxnRequest
        {
            Compare = { WasCreatedAt(keys.Chunk(persistenceId, sequenceNr, uploadId, 0), firstChunkCreated) },
            Success =
            {
                Put(keys.Manifest(persistenceId, sequenceNr), manifest.ToByteString()),
                Delete(new EtcdKeyRange(all.Start, own.Start)),
                Delete(new EtcdKeyRange(own.End, all.End)),
            },
        };
        return (await etcd.TransactUntilKnownAsync(request, cancellation).ConfigureAwait(false)).Succeeded;
    }
}
