using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorNet.Contracts.V1;

namespace ActorNet.Benchmarks.Watching;

/// <summary>A message of a watch, as far as it matters here: thousands of watchers are to be cheap.</summary>
/// <param name="StartsAnew">Whether all that was known before is void.</param>
/// <param name="Changes">What has changed, in order.</param>
internal sealed record Observation(bool StartsAnew, IReadOnlyList<Observation.Change> Changes)
{
    public static Observation From(WatchLeasesResponse response) => response.ContentCase switch
    {
        WatchLeasesResponse.ContentOneofCase.Snapshot => new Observation(response.Snapshot.First, [.. response.Snapshot.Leases.Select(Held)]),
        WatchLeasesResponse.ContentOneofCase.Events => new Observation(StartsAnew: false, [.. response.Events.Events.Select(From)]),
        _ => new Observation(StartsAnew: false, []),
    };

    /// <summary>What a node's name is shortened to.</summary>
    public static ulong KeyOf(string nodeId) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(nodeId.AsSpan()));

    /// <summary>A lease that is there.</summary>
    public static Change Held(Lease lease) => new(KeyOf(lease.NodeId), KeyOf($"{lease.Epoch} {string.Join(' ', lease.Subnets)}"));

    private static Change From(LeaseEvent change) =>
        change.Type == LeaseEventType.Delete ? new Change(KeyOf(change.Lease.NodeId), Content: null) : Held(change.Lease);

    /// <summary>One node's lease.</summary>
    /// <param name="Node">Whose.</param>
    /// <param name="Content">Its epoch and subnets; null when it has ended.</param>
    internal readonly record struct Change(ulong Node, ulong? Content);
}
