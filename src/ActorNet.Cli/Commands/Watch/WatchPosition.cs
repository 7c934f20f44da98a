using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>How much of a pool's story the reader of a watch knows, and so where the next stream has to go on (safety.md rule 11).</summary>
internal sealed class WatchPosition(long revision)
{
    /// <summary>The revision up to which everything is known. 0: nothing is, and a stream starts with a snapshot.</summary>
    public long Revision { get; private set; } = revision;

    /// <summary>Takes the next message in; false for one that brings nothing new and is to be dropped.</summary>
    public bool Accept(WatchLeasesResponse response)
    {
        if (response.Snapshot is { } snapshot)
        {
            // The first piece replaced what was known, so until the last one is there nothing is known in full: a stream that breaks in
            // between cannot go on from the old revision.
            Revision = snapshot.Last ? response.Revision : 0;
            return true;
        }

        if (response.Revision <= Revision)
            return false;

        Revision = response.Revision;
        return true;
    }
}
