using System.Text.Json.Serialization;
using ActorNet.Addressing;

namespace ActorNet.Histories.Recording;

/// <summary>What came to one who watches.</summary>
public enum WatchStep
{
    /// <summary>A lease was put.</summary>
    Put,

    /// <summary>A lease was deleted.</summary>
    Delete,

    /// <summary>A snapshot begins; what was known is void. The puts up to its end are its leases, each at the revision of its last change.</summary>
    SnapshotBegin,

    /// <summary>The snapshot is complete at the revision.</summary>
    SnapshotEnd,

    /// <summary>Nothing but the revision: everything up to it is known.</summary>
    Progress,

    /// <summary>The stream ended; the next one resumes from the revision, 0 for a snapshot.</summary>
    Resume,

    /// <summary>The stream said that it cannot go on from where it was, and begins anew.</summary>
    Resync,

    /// <summary>The watcher stops on purpose: what comes later it need not know.</summary>
    Stopped,
}

/// <summary>A step of a watch, as its client took it.</summary>
/// <param name="Watcher">Who watches.</param>
/// <param name="Revision">The lease's revision for a put and a delete; else that of the message.</param>
/// <param name="Step">What.</param>
/// <param name="Node">The lease's node; empty for a step that is about no lease.</param>
/// <param name="Subnets">The lease's subnets.</param>
/// <param name="Epoch">The lease's epoch; 0 for a step that is about no lease.</param>
[method: JsonConstructor]
public sealed record Watched(string Watcher, long Revision, WatchStep Step, string Node, IReadOnlyList<Prefix> Subnets, long Epoch) : HistoryEvent
{
    /// <summary>A step that is about no lease.</summary>
    public Watched(string watcher, long revision, WatchStep step)
        : this(watcher, revision, step, string.Empty, [], 0)
    {
    }
}
