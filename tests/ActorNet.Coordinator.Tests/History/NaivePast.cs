using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.History;

/// <summary>The past as a table of all tenures that ever were, which is read from top to bottom for every question.</summary>
internal sealed class NaivePast
{
    private readonly List<NaiveTenure> tenures = [];

    public NaivePast(IEnumerable<JournalEvent> events)
    {
        foreach (var entry in events)
        {
            Add(entry);
        }
    }

    /// <summary>What overlaps a prefix at a time, held or kept, in the order of subnets.</summary>
    public IEnumerable<string> At(Prefix prefix, DateTimeOffset at) => tenures
        .Where(tenure => tenure.Subnet.Overlaps(prefix))
        .OrderBy(tenure => tenure.Subnet)
        .Select(tenure => tenure.Describe(at))
        .OfType<string>();

    private void Add(JournalEvent entry)
    {
        switch (entry.Event)
        {
            case PoolCreated created:
                foreach (var tenure in tenures.Where(tenure => tenure.Pool == created.Spec.Name.Value && tenure.Kept is null))
                {
                    tenure.Finish(created.At, TenureEnding.PoolDeleted);
                }

                break;
            case LeaseGranted granted:
                Of(entry, granted).ForEach(tenure => tenure.Finish(granted.At, TenureEnding.Regranted));
                var start = granted.Subnets.Select(FreeSince).Append(granted.At).Max();
                var shard = entry.PersistenceId.Split(':');
                tenures.AddRange(granted.Subnets.Select(subnet => new NaiveTenure
                {
                    Pool = shard[1],
                    Generation = long.Parse(shard[2]),
                    Node = granted.Node.Value,
                    Epoch = granted.Epoch.Value,
                    Subnet = subnet,
                    Start = start,
                }));
                break;
            case LeaseRevoked revoked:
                Of(entry, revoked).ForEach(tenure => (tenure.Revoked, tenure.Reason) = (NaiveTenure.Later(revoked.At, tenure.Start), revoked.Reason));
                break;
            case LeaseReleased released:
                var ending = released.ByHolder ? TenureEnding.Released : TenureEnding.NodeDown;
                Of(entry, released).ForEach(tenure => tenure.EndAt(released.At, ending, released.Reason));
                break;
            case LeaseExpired expired:
                Of(entry, expired).ForEach(tenure => tenure.EndAt(expired.At, TenureEnding.Expired, string.Empty));
                break;
            case QuarantineEnded ended:
                Of(entry, ended).ForEach(tenure => tenure.Finish(ended.At, TenureEnding.Expired));
                break;
        }
    }

    private DateTimeOffset FreeSince(Prefix subnet) =>
        tenures.FindLast(tenure => tenure.Subnet == subnet) is { } last ? last.Kept ?? last.Start : DateTimeOffset.MinValue;

    private List<NaiveTenure> Of(JournalEvent entry, LeaseChanged changed) => tenures.FindAll(tenure =>
        tenure.Kept is null && tenure.Node == changed.Node.Value && entry.PersistenceId == $"pool-shard:{tenure.Pool}:{tenure.Generation}:0");
}
