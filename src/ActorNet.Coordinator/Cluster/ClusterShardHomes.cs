using ActorNet.Coordinator.Actors;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Hosting;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Asks every replica which shards it runs: only itself knows what has started there.</summary>
internal sealed class ClusterShardHomes(ActorSystem system, IRequiredActor<ShardsActor> shards) : IShardHomes
{
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);

    /// <inheritdoc/>
    public async Task<ShardHomes> FindAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var state = cluster.State;
        var members = state.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving).ToLookup(state.Unreachable.Contains);
        var answers = await Task.WhenAll(members[false].Select(member => AskAsync(member, patience, cancellation)));
        var running = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (member, shard) in answers.SelectMany(answer => answer.Running.Select(shard => (answer.Member, shard))))
        {
            // A shard that moves can be seen twice; either is right at some moment.
            running[shard] = ClusterReplicas.AddressOf(member);
        }

        return new ShardHomes(running, !members.Contains(true) && answers.All(answer => answer.IsComplete));
    }

    /// <summary>The shards' region has the same path on every replica.</summary>
    private async Task<(Member Member, IEnumerable<string> Running, bool IsComplete)> AskAsync(Member member, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            var region = system.ActorSelection(new RootActorPath(member.Address) / shards.ActorRef.Path.Elements);
            var state = await region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, patience, cancellation);
            return (member, state.Shards.SelectMany(place => place.EntityIds), state.Failed.Count == 0);
        }
        catch (AskTimeoutException)
        {
            return (member, [], false);
        }
    }
}
