using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;
using CsCheck;

namespace ActorNet.Allocation.Tests.Timing;

public sealed class DeadlineQueueTests
{
    private static readonly NodeId[] Nodes = [.. Enumerable.Range(0, 5).Select(index => new NodeId($"node-{index}"))];

    private static readonly Gen<Operation> Operations =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, Nodes.Length - 1], Gen.Int[0, 20], (kind, node, time) => new Operation(kind, Nodes[node], TimeSpan.FromSeconds(time)));

    [Fact]
    public void It_behaves_as_a_plain_list_would() => Operations.Array[0, 60].Sample(operations =>
    {
        var queue = new DeadlineQueue();
        var model = new Dictionary<NodeId, TimeSpan>();
        foreach (var operation in operations)
        {
            Run(operation, queue, model);
            Assert.Equal(model.Count, queue.Count);
            Assert.All(Nodes, node => Assert.Equal(model.ContainsKey(node), queue.TryGet(node, out _)));
        }
    });

    [Fact]
    public void Nodes_come_in_the_order_of_their_times()
    {
        var queue = new DeadlineQueue();
        queue.Set(Nodes[0], TimeSpan.FromSeconds(3));
        queue.Set(Nodes[1], TimeSpan.FromSeconds(1));
        queue.Set(Nodes[2], TimeSpan.FromSeconds(2));

        Assert.Equal([Nodes[1], Nodes[2], Nodes[0]], TakeAll(queue, TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void A_deadline_never_moves_back_by_extending()
    {
        var queue = new DeadlineQueue();
        queue.Extend(Nodes[0], TimeSpan.FromSeconds(3));
        queue.Extend(Nodes[0], TimeSpan.FromSeconds(2));

        Assert.Empty(TakeAll(queue, TimeSpan.FromSeconds(2.9)));
        Assert.Single(TakeAll(queue, TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void What_is_postponed_is_due_that_much_later_and_what_is_set_afterwards_is_not()
    {
        var queue = new DeadlineQueue();
        queue.Set(Nodes[0], TimeSpan.FromSeconds(1));
        queue.Postpone(TimeSpan.FromSeconds(10));
        queue.Set(Nodes[1], TimeSpan.FromSeconds(2));

        Assert.Equal([Nodes[1]], TakeAll(queue, TimeSpan.FromSeconds(10.9)));
        Assert.True(queue.TryGet(Nodes[0], out var at));
        Assert.Equal(TimeSpan.FromSeconds(11), at);
        Assert.Equal([Nodes[0]], TakeAll(queue, TimeSpan.FromSeconds(11)));
    }

    [Fact]
    public void Left_overs_do_not_pile_up()
    {
        var queue = new DeadlineQueue();
        for (var i = 0; i < 100_000; i++)
        {
            queue.Remove(Nodes[i % 5]);
            queue.Set(Nodes[i % 5], TimeSpan.FromHours(24) + TimeSpan.FromTicks(i));
        }

        Assert.InRange(queue.HeapCount, 5, 64);
        Assert.Equal(Nodes, TakeAll(queue, TimeSpan.FromHours(25)));
    }

    private static void Run(Operation operation, DeadlineQueue queue, Dictionary<NodeId, TimeSpan> model)
    {
        switch (operation.Kind)
        {
            case < 3:
                queue.Set(operation.Node, operation.Time);
                model[operation.Node] = operation.Time;
                break;
            case < 6:
                queue.Extend(operation.Node, operation.Time);
                model[operation.Node] = model.TryGetValue(operation.Node, out var time) && time > operation.Time ? time : operation.Time;
                break;
            case < 8:
                queue.Remove(operation.Node);
                model.Remove(operation.Node);
                break;
            case 8 when queue.TryGet(operation.Node, out var at):
                Assert.Equal(model[operation.Node], at);
                break;
            default:
                var due = model.Where(pair => pair.Value <= operation.Time).Select(pair => pair.Key).Order().ToList();
                Assert.Equal(due, TakeAll(queue, operation.Time).Order());
                due.ForEach(node => model.Remove(node));
                break;
        }
    }

    private static List<NodeId> TakeAll(DeadlineQueue queue, TimeSpan now)
    {
        var taken = new List<NodeId>();
        while (queue.TryTakeDue(now, out var node))
        {
            taken.Add(node.Value);
        }

        return taken;
    }

    private readonly record struct Operation(int Kind, NodeId Node, TimeSpan Time);
}
