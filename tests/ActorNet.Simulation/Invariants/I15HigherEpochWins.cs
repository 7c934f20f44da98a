using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Invariants;

/// <summary>I15, rule 10: in whatever order claims come, no lower epoch stands where a higher one was told of, and in the end what stands is what the store has.</summary>
internal sealed class I15HigherEpochWins(Ledger ledger) : Invariant("I15", ledger)
{
    public override void OnTold(GossipTable table)
    {
        foreach (var peer in table.Live)
        {
            var top = table.TopOf(peer.Node);
            Require(peer.Epoch.Value >= top, () => $"epoch {peer.Epoch} of {peer.Node} stands although {top} was told of", table.Name);
            foreach (var subnet in peer.Subnets)
            {
                var topOfGround = table.TopOf(subnet);
                Require(peer.Epoch.Value >= topOfGround, () => $"{subnet} is {peer.Node}'s by epoch {peer.Epoch} although {topOfGround} was told of", table.Name);
            }
        }
    }

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        var told = gossip.Live.Select(peer => (peer.Node.Value, peer.Epoch.Value)).Order();
        var held = Ledger.Records.Where(record => record.IsHeld && record.Shard.Pool == gossip.Pool).Select(record => (record.Node.Value, record.Epoch.Value)).Order();
        Require(told.SequenceEqual(held), () => $"told everything, {gossip.Name} has {string.Join(' ', told)}; the store has {string.Join(' ', held)}", gossip.Name);
    }
}
