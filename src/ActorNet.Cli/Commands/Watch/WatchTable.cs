using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>
/// A watch for people: a row per lease, and a line starting with <c>#</c> where a snapshot begins and ends. The columns are wide enough for
/// what is usual, because rows that come later are not known yet; a longer cell moves the rest of its row and is never cut.
/// </summary>
internal sealed class WatchTable(WatchColumns columns)
{
    private int _snapshotLeases;

    public string Header { get; } = Row(columns, "POOL", ["REVISION", "EVENT", "NODE", "SUBNETS", "EPOCH", "STATE"], ["BACKEND", "PUBLIC ADDRESS", "SHARD", "LABELS"]);

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

    private string RenderLease(string what, Lease lease, long revision) => Row(
        columns,
        lease.Pool,
        [$"{(lease.Revision > 0 ? lease.Revision : revision)}", what, lease.NodeId, lease.SubnetText(), $"{lease.Epoch}", lease.State.Words()],
        [lease.BackendText(), lease.PublicAddressText(), $"{lease.Shard}", lease.LabelText()]);

    private static string Row(WatchColumns columns, string pool, string[] usual, string[] more)
    {
        var text = $"{usual[0],-10}  {usual[1],-7}  {(columns.HasPool ? $"{pool,-16}  " : "")}{usual[2],-32}  {usual[3],-20}  {usual[4],-6}  {usual[5]}";
        if (columns.IsWide)
            text = $"{text.PadRight(text.Length - usual[5].Length + 11)}  {more[0],-7}  {more[1],-24}  {more[2],-5}  {more[3]}";

        return Printable.Line(text).TrimEnd();
    }
}
