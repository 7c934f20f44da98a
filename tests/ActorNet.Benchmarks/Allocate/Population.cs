using System.Diagnostics;
using ActorNet.Allocation.Leases;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>So many nodes with a lease each; then one leaves and another comes, again and again. What left is quarantined for an hour, as by default.</summary>
internal sealed class Population
{
    private const int ShardCount = 16;
    private const int ChangesPerSecond = 10;
    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MemoryExchange exchange;
    private readonly Random random = new(0);
    private readonly List<Lease> present = [];
    private readonly List<AcquireLease>[] coming = [.. Enumerable.Range(0, ShardCount).Select(_ => new List<AcquireLease>())];
    private readonly int together;
    private int named;

    /// <summary>Makes one.</summary>
    /// <param name="cidr">The pool.</param>
    /// <param name="length">The length of its subnets.</param>
    /// <param name="nodes">How many have a lease.</param>
    /// <param name="together">How many nodes a shard has waiting when it decides.</param>
    public Population(string cidr, int length, int nodes, int together)
    {
        this.together = together;
        exchange = new MemoryExchange(PlainPool.Of(cidr, length, ShardCount));
        present.Capacity = nodes + together;
        while (present.Count < nodes)
        {
            present.Add(Granted(exchange.Ask(Next()), "the pool has room for all"));
        }
    }

    /// <summary>How many times blocks moved.</summary>
    public long Moves => exchange.Moves;

    /// <summary>How many messages about blocks there were.</summary>
    public long Messages => exchange.Messages;

    /// <summary>Lets nodes leave and come; how long it took to decide each grant, in microseconds.</summary>
    public double[] Change(int times)
    {
        var took = new List<double>(times + together);
        while (took.Count < times)
        {
            var command = Next();
            var shard = exchange.ShardOf(command.Node);
            coming[shard].Add(command);
            if (coming[shard].Count == together)
            {
                Change(shard, coming[shard], took);
                coming[shard].Clear();
            }
        }

        return [.. took];
    }

    /// <summary>Some leave, and as many come together: a shard decides all that waits in one batch.</summary>
    private void Change(int shard, List<AcquireLease> commands, List<double> took)
    {
        for (var count = 0; count < commands.Count; count++)
        {
            var leaving = random.Next(present.Count);
            var lease = present[leaving];
            present[leaving] = present[^1];
            present.RemoveAt(present.Count - 1);
            exchange.Ask(new ReleaseLease(lease.Node, lease.Epoch) { Instance = lease.Instance });
        }

        var batch = exchange.NewBatch(shard);
        foreach (var command in commands)
        {
            var begin = Stopwatch.GetTimestamp();
            exchange.Decide(shard, command, batch);
            took.Add((Stopwatch.GetTimestamp() - begin) * MicrosecondsPerTick);
        }

        exchange.Complete(shard, batch);
        exchange.LetHappen();
        present.AddRange(exchange.TakeReplies().Select(reply => Granted(reply, "who came has taken the place of who left")));
        exchange.Pass(Second * commands.Count / ChangesPerSecond);
    }

    private AcquireLease Next() => PlainPool.Acquire(named++);

    private static Lease Granted(LeaseReply? reply, string why) =>
        reply is LeaseGrant grant ? grant.Lease : throw new InvalidOperationException($"{reply?.ToString() ?? "no answer"}, although {why}");
}
