using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas.Wire;
using Akka.Actor;
using Akka.Cluster;
using Google.Protobuf;

namespace ActorNet.Coordinator.Replicas;

/// <summary>Asks the <see cref="ReplicaDesk"/> of each other member of the cluster.</summary>
internal sealed class ClusterOtherReplicas(ActorSystem system) : IOtherReplicas
{
    private static readonly TimeSpan Patience = ReadPatience.Longest;

    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaAnswer<PoolState>>> DescribeAsync(DirectoryPool pool, long revision, CancellationToken cancellation) =>
        AskAllAsync(async member =>
        {
            var question = new DescribeState { Pool = pool.Spec.Name.Value, Generation = pool.Spec.Generation, Revision = revision };
            var answer = await DeskOf(member).Ask<StateDescription>(question, Patience, cancellation);
            var failure = answer.State is null && answer.Failure.Length == 0 ? "it does not understand the question" : answer.Failure;
            return new ReplicaAnswer<PoolState>(ClusterReplicas.AddressOf(member), answer.State, failure, HasAnswered: true);
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaAnswer<IReadOnlyList<AttestedNode>>>> ListAttestationsAsync(PoolName pool, CancellationToken cancellation) =>
        AskAllAsync(async member =>
        {
            var nodes = new List<AttestedNode>();
            var question = new ListAttestations { Pool = pool.Value };
            AttestationPage page;
            do
            {
                page = await DeskOf(member).Ask<AttestationPage>(question, Patience, cancellation);
                nodes.AddRange(page.Nodes.Select(node => FromWire(pool, node)));
                question = new ListAttestations { Pool = pool.Value, AfterNode = page.Nodes.LastOrDefault()?.Node ?? string.Empty };
            }
            while (page.HasMore);

            return new ReplicaAnswer<IReadOnlyList<AttestedNode>>(ClusterReplicas.AddressOf(member), nodes, string.Empty, HasAnswered: true);
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaAnswer<RouteSightings>>> FindRoutesAsync(IReadOnlyList<Prefix> ranges, CancellationToken cancellation) =>
        AskAllAsync(async member =>
        {
            var question = new FindRoutes { Ranges = { ranges.Select(range => range.ToString()) } };
            var sightings = await DeskOf(member).Ask<RouteSightings>(question, Patience, cancellation);
            return new ReplicaAnswer<RouteSightings>(ClusterReplicas.AddressOf(member), sightings, string.Empty, HasAnswered: true);
        });

    private static AttestedNode FromWire(PoolName pool, Attested node) => new(
        pool,
        node.Generation,
        new NodeId(node.Node),
        new Epoch(node.Epoch),
        NodeAttestation.Parser.ParseFrom(node.Attestation),
        TimeSpan.FromTicks(node.AgeTicks),
        node.SeenRevision,
        node.SettledRevision);

    private async Task<IReadOnlyList<ReplicaAnswer<T>>> AskAllAsync<T>(Func<Member, Task<ReplicaAnswer<T>>> ask)
        where T : class
    {
        var state = cluster.State;
        var others = state.Members.Where(member =>
            member.Status is MemberStatus.Up or MemberStatus.Leaving && !member.UniqueAddress.Equals(cluster.SelfUniqueAddress));
        return await Task.WhenAll(others.Select(member => state.Unreachable.Contains(member)
            ? Task.FromResult(Silent<T>(member, "it cannot be reached"))
            : AskAsync(member, ask)));
    }

    private static async Task<ReplicaAnswer<T>> AskAsync<T>(Member member, Func<Member, Task<ReplicaAnswer<T>>> ask)
        where T : class
    {
        try
        {
            return await ask(member);
        }
        catch (AskTimeoutException)
        {
            return Silent<T>(member, $"it did not answer within {Patience.TotalSeconds} s");
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or ArgumentException)
        {
            return Silent<T>(member, $"its answer cannot be read: {exception.Message}");
        }
    }

    private static ReplicaAnswer<T> Silent<T>(Member member, string why)
        where T : class => new(ClusterReplicas.AddressOf(member), null, why, HasAnswered: false);

    private ActorSelection DeskOf(Member member) => system.ActorSelection(new RootActorPath(member.Address) / "user" / ReplicaDesk.Name);
}
