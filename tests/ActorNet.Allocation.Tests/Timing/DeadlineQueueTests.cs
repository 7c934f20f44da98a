using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;
using CsCheck;

namespace ActorNet.Allocation.Tests.Timing;

public sealed class DeadlineQueueTests
{
    private static readonly NodeId[] Nodes = [.. Enumerable.Range(0, 5).Select(index => new NodeId($"node-{index}"))];

    private static readonly Gen<Operation> Operations = Gen.Select(
        Gen.Int[0, 11],
        Gen.Int[0, Nodes.Length - 1],
        Gen.Int[0, 20],
        Gen.Int[-10, 20],
        (kind, node, end, silence) => new Operation(kind, Nodes[node], TimeSpan.FromSeconds(end), silence < 0 ? null : TimeSpan.FromSeconds(silence)));

    [Fact]
    public void It_behaves_as_a_plain_list_would() => Operations.Array[0, 60].Sample(operations =>
    {
        var queue = new DeadlineQueue();
        var model = new Dictionary<NodeId, Times>();
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
    public void A_silence_is_noticed_once_and_does_not_end_anything()
    {
        var queue = new DeadlineQueue();
        queue.Set(Nodes[0], endsAt: TimeSpan.FromSeconds(9), silentAt: TimeSpan.FromSeconds(3));

        Assert.Equal([(Nodes[0], Due.Silence)], TakeEach(queue, TimeSpan.FromSeconds(3)));
        Assert.Empty(TakeEach(queue, TimeSpan.FromSeconds(8.9)));
        Assert.Equal([(Nodes[0], Due.End)], TakeEach(queue, TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public void Whose_time_is_over_is_not_silent_first()
    {
        var queue = new DeadlineQueue();
        queue.Set(Nodes[0], endsAt: TimeSpan.FromSeconds(9), silentAt: TimeSpan.FromSeconds(3));

        Assert.Equal([(Nodes[0], Due.End)], TakeEach(queue, TimeSpan.FromSeconds(9)));
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

    private static void Run(Operation operation, DeadlineQueue queue, Dictionary<NodeId, Times> model)
    {
        var (kind, node, end, silence) = operation;
        switch (kind)
        {
            case < 3:
                queue.Set(node, end, silence);
                model[node] = new Times(end, silence);
                break;
            case < 6:
                queue.Extend(node, end, silence);
                model[node] = model.TryGetValue(node, out var times) ? new Times(Max(times.End, end)!.Value, Max(times.Silence, silence)) : new Times(end, silence);
                break;
            case < 8:
                queue.Remove(node);
                model.Remove(node);
                break;
            case 8:
                queue.SetSilence(node, silence);
                if (model.TryGetValue(node, out var before))
                {
                    model[node] = before with { Silence = silence };
                }

                break;
            case 9 when queue.TryGet(node, out var at):
                Assert.Equal(model[node].End, at);
                break;
            default:
                Assert.Equal(TakeEach(model, end), TakeEach(queue, end).Order());
                break;
        }
    }

    private static List<(NodeId Node, Due Due)> TakeEach(Dictionary<NodeId, Times> model, TimeSpan now)
    {
        List<(NodeId Node, Due Due)> due =
        [
            .. model.Where(pair => pair.Value.End <= now).Select(pair => (pair.Key, Due.End)),
            .. model.Where(pair => pair.Value.End > now && pair.Value.Silence <= now).Select(pair => (pair.Key, Due.Silence)),
        ];
        foreach (var (node, what) in due)
        {
            if (what == Due.End)
            {
                model.Remove(node);
            }
            else
            {
                model[node] = model[node] with { Silence = null };
            }
        }

        return [.. due.Order()];
    }

    private static List<(NodeId Node, Due Due)> TakeEach(DeadlineQueue queue, TimeSpan now)
    {
        var taken = new List<(NodeId, Due)>();
        while (queue.TryTakeDue(now, out var node, out var due))
        {
            taken.Add((node.Value, due));
        }

        return taken;
    }

    private static List<NodeId> TakeAll(DeadlineQueue queue, TimeSpan now) => [.. TakeEach(queue, now).Select(due => due.Node)];

    private static TimeSpan? Max(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    private readonly record struct Operation(int Kind, NodeId Node, TimeSpan End, TimeSpan? Silence);

    private readonly record struct Times(TimeSpan End, TimeSpan? Silence);
}
