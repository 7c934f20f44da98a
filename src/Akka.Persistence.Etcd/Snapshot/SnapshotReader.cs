using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Event;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>Loads snapshots: the newest that fits and is whole. One at a time is in memory.</summary>
internal sealed class SnapshotReader(EtcdConnection etcd, SnapshotKeys keys, SnapshotSerialization serialization, ILoggingAdapter log)
{
    /// <summary>No chunk is larger: etcd takes no larger request unless it is told to, and we never send one.</summary>
    private const int MaxChunkBytes = 1536 * 1024;

    /// <summary>Chunks that are read in one go.</summary>
    private const int ChunksPerRead = 4;

    /// <summary>Loads the newest snapshot that fits and can be used.</summary>
    /// <returns>Null: none fits.</returns>
    /// <exception cref="UnreadableSnapshotException">Some fit, and none of them can be used.</exception>
    public async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await LoadAtOneRevisionAsync(persistenceId, criteria, cancellation).ConfigureAwait(false);
            }
            catch (EtcdCompactedException)
            {
                log.Info("The snapshots of {0} were compacted while they were read; reading starts over", persistenceId);
            }
        }
    }

    /// <summary>Overwriting and deletion that come between do no harm: etcd still has what was there at the revision of the first read.</summary>
    private async Task<SelectedSnapshot?> LoadAtOneRevisionAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellation)
    {
        var range = keys.Manifests(persistenceId, criteria.MinSequenceNr, criteria.MaxSequenceNr);
        var list = new RangeRequest
        {
            Key = range.Start,
            RangeEnd = range.End,
            KeysOnly = true,
            SortTarget = RangeRequest.Types.SortTarget.Key,
            SortOrder = RangeRequest.Types.SortOrder.Descend,
        };
        var listed = await etcd.ReadAsync(list, cancellation).ConfigureAwait(false);
        UnreadableSnapshotException? newestProblem = null;
        foreach (var key in listed.Kvs.Select(found => found.Key))
        {
            if (SnapshotKeys.SequenceNrOf(key) is not { } sequenceNr)
            {
                continue;
            }

            try
            {
                if (await TryReadAsync(persistenceId, key, sequenceNr, criteria, listed.Header.Revision, cancellation).ConfigureAwait(false) is { } snapshot)
                {
                    return snapshot;
                }
            }
            catch (UnreadableSnapshotException problem)
            {
                newestProblem ??= problem;
                log.Warning(problem, "The snapshot of {0} at sequence number {1} is skipped: {2}", persistenceId, sequenceNr, problem.Message);
            }
        }

        // Without any, events alone would be replayed, of which those before the snapshot may be deleted.
        return newestProblem is null
            ? null
            : throw new UnreadableSnapshotException($"no snapshot of {persistenceId} can be used; the newest: {newestProblem.Message}", newestProblem);
    }

    /// <summary>Reads a snapshot as it was at a revision.</summary>
    /// <returns>Null: its time does not fit.</returns>
    private async Task<SelectedSnapshot?> TryReadAsync(
        string persistenceId,
        ByteString key,
        long sequenceNr,
        SnapshotSelectionCriteria criteria,
        long revision,
        CancellationToken cancellation)
    {
        var answer = await etcd.ReadAsync(new RangeRequest { Key = key, Revision = revision }, cancellation).ConfigureAwait(false);
        var manifest = Parse(answer.Kvs[0].Value, sequenceNr);
        if (!criteria.IncludesTime(manifest))
        {
            return null;
        }

        var content = manifest.ContentCase switch
        {
            SnapshotManifest.ContentOneofCase.Inline => manifest.Inline.ToByteArray(),
            SnapshotManifest.ContentOneofCase.Chunks => await ReadChunksAsync(persistenceId, manifest, revision, cancellation).ConfigureAwait(false),
            _ => throw new UnreadableSnapshotException("its manifest is damaged: it does not say where the content is"),
        };
        if (content.Length != manifest.Length)
        {
            throw new UnreadableSnapshotException($"it has {content.Length} bytes where its manifest says {manifest.Length}");
        }

        if (!manifest.Hash.Span.SequenceEqual(SnapshotHash.Of(manifest, content)))
        {
            throw new UnreadableSnapshotException("it is damaged: its hash is not the one that its manifest says");
        }

        var metadata = new SnapshotMetadata(persistenceId, sequenceNr, new DateTime(manifest.TimestampTicks, DateTimeKind.Utc));
        return new SelectedSnapshot(metadata, serialization.Deserialize(manifest, content));
    }

    private static SnapshotManifest Parse(ByteString value, long sequenceNr)
    {
        SnapshotManifest manifest;
        try
        {
            manifest = SnapshotManifest.Parser.ParseFrom(value);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new UnreadableSnapshotException($"its manifest is damaged: {failure.Message}", failure);
        }

        if (manifest.SequenceNr != sequenceNr)
        {
            throw new UnreadableSnapshotException($"its manifest is damaged: it is of sequence number {manifest.SequenceNr}");
        }

        return manifest.TimestampTicks < 0 || manifest.TimestampTicks > DateTime.MaxValue.Ticks
            ? throw new UnreadableSnapshotException($"its manifest is damaged: {manifest.TimestampTicks} is not a time")
            : manifest;
    }

    private async Task<byte[]> ReadChunksAsync(string persistenceId, SnapshotManifest manifest, long revision, CancellationToken cancellation)
    {
        var rest = keys.Chunks(persistenceId, manifest.SequenceNr, manifest.Chunks.UploadId);
        var count = new RangeRequest { Key = rest.Start, RangeEnd = rest.End, Revision = revision, CountOnly = true };
        var found = (await etcd.ReadAsync(count, cancellation).ConfigureAwait(false)).Count;
        if (found != manifest.Chunks.Count)
        {
            throw new UnreadableSnapshotException($"it is torn: {found} of its {manifest.Chunks.Count} chunks are there");
        }

        // A length that is not right must not take all memory.
        if (manifest.Length < 0 || manifest.Length > Math.Min(found * MaxChunkBytes, Array.MaxLength))
        {
            throw new UnreadableSnapshotException($"it is damaged: {manifest.Length} bytes are not in {found} chunks");
        }

        var content = new byte[manifest.Length];
        var filled = 0;
        for (var read = 0; read < found;)
        {
            var page = new RangeRequest { Key = rest.Start, RangeEnd = rest.End, Revision = revision, Limit = ChunksPerRead };
            foreach (var chunk in (await etcd.ReadAsync(page, cancellation).ConfigureAwait(false)).Kvs)
            {
                if (chunk.Key != keys.Chunk(persistenceId, manifest.SequenceNr, manifest.Chunks.UploadId, read))
                {
                    throw new UnreadableSnapshotException($"it is torn: chunk {read} is missing");
                }

                if (chunk.Value.Length > content.Length - filled)
                {
                    throw new UnreadableSnapshotException($"it is damaged: there is more than the {manifest.Length} bytes that its manifest says");
                }

                chunk.Value.Span.CopyTo(content.AsSpan(filled));
                filled += chunk.Value.Length;
                read++;
                rest = rest with { Start = keys.Chunk(persistenceId, manifest.SequenceNr, manifest.Chunks.UploadId, read) };
            }
        }

        return filled == content.Length
            ? content
            : throw new UnreadableSnapshotException($"it has {filled} bytes where its manifest says {content.Length}");
    }
}
