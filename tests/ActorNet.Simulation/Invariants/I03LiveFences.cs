using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I3 and rules 1 and 2: only the last who took over writes, and the first that it writes is its activation; before that it answers nothing.</summary>
internal sealed class I03LiveFences(Ledger ledger) : Invariant("I3", ledger)
{
    private readonly Dictionary<string, IWriter> owners = new(StringComparer.Ordinal);

    public override void OnWrite(IWriter writer, string journal, int from, int end) =>
        Require(writer.SupersededAt is null, () => $"{writer.Name} writes to {journal}, which somebody else has taken over", writer.Name);

    public override void OnRefused(IWriter writer) =>
        Require(writer.ActivatedAt == TimeSpan.Zero || writer.SupersededAt is not null, () => $"{writer.Name} is told that it was taken over, and was not", writer.Name);

    public override void OnPoolEvent(IWriter writer, PoolEvent change) => Check(writer, OwnerNetwork.PoolsJournal, change is CoordinatorActivated);

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change) => Check(writer, shard.PersistenceId, change is ShardActivated);

    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply) =>
        Require(
            reply is OutcomeUnknown || writer.ActivatedAt > TimeSpan.Zero,
            () => $"{writer.Name} answers {reply} before it has written its activation",
            writer.Name);

    private void Check(IWriter writer, string journal, bool isActivation)
    {
        var isOwner = owners.GetValueOrDefault(journal) == writer;
        Require(isOwner || isActivation, () => $"{writer.Name} takes {journal} over with something else than its activation", writer.Name);
        owners[journal] = writer;
    }
}
