using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>
/// A watch for people: a row per lease, and a line starting with <c>#</c> where a snapshot begins and ends. The columns are wide enough for
/// what is usual, because rows that come later are not known yet; a longer cell moves the rest of its row and is never cut.
/// </summary>
internal sealed class WatchTable
{
    private int _snapshotLeases;

    public static string Header { get; } = Row("REVISION", "EVENT", "NODE", "SUBNETS", "EPOCH", "STATE");

    public IEnumerable<string> Render(WatchLeasesResponse response) => response.ContentCase switch
    {
        WatchLeasesResponse.ContentOneofCase.Snapshot => RenderSnapshot(response.Snapshot, response.Revision),
        WatchLeasesResponse.ContentOneofCase.Events => response.Events.Events.Select(
            change => RenderLease(change.Type == LeaseEventType.Delete ? "delete" : "put", change.Lease, response.Revision)),
        _ => [],
    };

    private IEnumerable<string> RenderSnapshot(LeaseSnapshot snapshot, long revision)
    {
        if (snapshot.First)
        {
            _snapshotLeases = 0;
            yield return $"# snapshot at revision {revision}: {ReasonOf(snapshot.Reason)}";
        }

        _snapshotLeases += snapshot.Leases.Count;
        foreach (var lease in snapshot.Leases)
            yield return RenderLease("present", lease, revision);

        if (snapshot.Last)
            yield return $"# snapshot complete: leases {_snapshotLeases}, revision {revision}";
    }

    private static string ReasonOf(SnapshotReason reason) => reason switch
    {
        SnapshotReason.Requested => "the state to start from",
        SnapshotReason.Compacted => "starts anew, the events after the last revision are not kept any more",
        SnapshotReason.UnknownRevision => "starts anew, the cluster never had the last revision: it is another one, or restored from a backup",
        SnapshotReason.SlowWatcher => "starts anew, this watch read too slowly",
        SnapshotReason.Resynchronised => "starts anew, the service lost its place and read everything again",
        _ => $"starts anew, reason {(int)reason}",
    };

    private static string RenderLease(string what, Lease lease, long revision) => Row(
        $"{(lease.Revision > 0 ? lease.Revision : revision)}", what, lease.NodeId, lease.SubnetText(), $"{lease.Epoch}", lease.State.Words());

    private static string Row(string revision, string what, string node, string subnets, string epoch, string state) =>
        Printable.Line($"{revision,-10}  {what,-7}  {node,-32}  {subnets,-20}  {epoch,-6}  {state}");
}
