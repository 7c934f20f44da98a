using System.Diagnostics;
using ActorNet.Allocation.Leases;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>So many nodes with a lease each; then one leaves and another comes, again and again. What left is quarantined for an hour, as by default.</summary>
internal sealed class Population
{
    private const int ChangesPerSecond = 10;
    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MemoryExchange exchange;
    private readonly Random random = new(0);
    private readonly List<Lease> present = [];
    private int named;

    /// <summary>Makes one.</summary>
    /// <param name="cidr">The pool.</param>
    /// <param name="length">The length of its subnets.</param>
    /// <param name="nodes">How many have a lease.</param>
    public Population(string cidr, int length, int nodes)
    {
        exchange = new MemoryExchange(PlainPool.Of(cidr, length, shardCount: 16));
        present.Capacity = nodes;
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
        var took = new double[times];
        for (var index = 0; index < times; index++)
        {
            took[index] = Change();
            if (index % ChangesPerSecond == 0)
            {
                exchange.Pass(Second);
            }
        }

        return took;
    }

    private double Change()
    {
        var leaving = random.Next(present.Count);
        var lease = present[leaving];
        exchange.Ask(new ReleaseLease(lease.Node, lease.Epoch) { Instance = lease.Instance });

        var command = Next();
        var shard = exchange.ShardOf(command.Node);
        var batch = exchange.NewBatch(shard);
        var begin = Stopwatch.GetTimestamp();
        exchange.Decide(shard, command, batch);
        var took = (Stopwatch.GetTimestamp() - begin) * MicrosecondsPerTick;
        exchange.Complete(shard, batch);
        exchange.LetHappen();
        present[leaving] = Granted(exchange.TakeReply(), "who came has taken the place of who left");
        return took;
    }

    private AcquireLease Next() => PlainPool.Acquire(named++);

    private static Lease Granted(LeaseReply? reply, string why) =>
        reply is LeaseGrant grant ? grant.Lease : throw new InvalidOperationException($"{reply?.ToString() ?? "no answer"}, although {why}");
}
