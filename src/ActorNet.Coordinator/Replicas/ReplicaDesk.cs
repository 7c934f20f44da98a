using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.Errors;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Leases;
using ActorNet.Coordinator.Replicas.Wire;
using ActorNet.Coordinator.Routes;
using Akka.Actor;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Coordinator.Replicas;

/// <summary>Answers what other replicas ask this one of its own memory. It has the same path on every replica.</summary>
internal sealed class ReplicaDesk : ReceiveActor
{
    /// <summary>The actor's name, and its path below <c>/user</c>.</summary>
    public const string Name = "replica-desk";

    private const int MaxPageSize = 10_000;

    /// <summary>Who asks waits no longer than a reader does, and the answer has a way to go.</summary>
    private static readonly TimeSpan Patience = ReadPatience.Longest * 0.8;

    private readonly PresentReader reader;
    private readonly AttestationBook book;

    public ReplicaDesk(PresentReader reader, AttestationBook book)
    {
        (this.reader, this.book) = (reader, book);
        Receive<DescribeState>(question => _ = DescribeAsync(question).PipeTo(Sender));
        Receive<ListAttestations>(question => Sender.Tell(List(question)));
        Receive<FindRoutes>(question => Sender.Tell(Find(question)));
    }

    private async Task<StateDescription> DescribeAsync(DescribeState question)
    {
        try
        {
            var name = new PoolName(question.Pool);
            var view = await reader.ReachAsync(question.Revision, name, new ReadPatience(Patience, CancellationToken.None));
            var state = view is null ? null : view.State.Revision <= question.Revision ? view.State : view.History.StateAt(question.Revision);
            if (state is null)
            {
                return Failed($"revision {question.Revision} is not kept any more, or was never there");
            }

            return state.Pools.TryGetValue(name, out var pool) && pool.Spec.Generation == question.Generation
                ? new StateDescription { State = StateDigests.Of(pool) }
                : new StateDescription { State = new PoolState() };
        }
        catch (RpcException exception)
        {
            return Failed(ServiceError.From(exception).Message);
        }
        catch (ArgumentException exception)
        {
            return Failed(exception.Message);
        }
    }

    private AttestationPage List(ListAttestations question)
    {
        if (!Allocation.Identity.Name.IsValid(question.Pool) || (question.AfterNode.Length > 0 && !Allocation.Identity.Name.IsValid(question.AfterNode)))
        {
            return new AttestationPage();
        }

        NodeId? after = question.AfterNode.Length > 0 ? new NodeId(question.AfterNode) : null;
        var page = new AttestationPage();
        var budget = new PieceBudget(MaxPageSize);
        foreach (var node in book.After(new PoolName(question.Pool), after, MaxPageSize + 1).Select(ToWire))
        {
            if (!budget.TryTake(node))
            {
                page.HasMore = true;
                break;
            }

            page.Nodes.Add(node);
        }

        return page;
    }

    /// <summary>What is no prefix overlaps nothing.</summary>
    private RouteSightings Find(FindRoutes question) =>
        RouteFinder.Find(book.RecentRoutes(), [.. question.Ranges.Where(range => Prefix.TryParse(range, out _)).Select(Prefix.Parse)]);

    private static Attested ToWire(AttestedNode node) => new()
    {
        Node = node.Node.Value,
        Generation = node.Generation,
        Epoch = node.Epoch.Value,
        Attestation = node.Attestation.ToByteString(),
        AgeTicks = node.Age.Ticks,
        SeenRevision = node.SeenRevision,
        SettledRevision = node.SettledRevision,
    };

    private static StateDescription Failed(string why) => new() { Failure = why };
}
