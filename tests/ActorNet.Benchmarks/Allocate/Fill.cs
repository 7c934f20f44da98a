using System.Diagnostics;
using ActorNet.Addressing;
using ActorNet.Allocation.Leases;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>Fills a pool with nodes until each of its subnets is held, and asks for one more.</summary>
/// <param name="Subnets">How many subnets the pool has.</param>
/// <param name="Unreachable">How many of them could not be had.</param>
/// <param name="Moves">How many times blocks moved.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Fill(long Subnets, long Unreachable, long Moves, TimeSpan Elapsed)
{
    public static Fill Run(string cidr, int length, int shardCount, CancellationToken cancellation)
    {
        var exchange = new MemoryExchange(PlainPool.Of(cidr, length, shardCount));
        var subnets = (int)Prefix.Parse(cidr).CountOf(length);
        var begin = Stopwatch.GetTimestamp();
        var granted = 0;
        for (var number = 0; number < subnets; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            granted += exchange.Ask(PlainPool.Acquire(number)) is LeaseGrant ? 1 : 0;
        }

        var elapsed = Stopwatch.GetElapsedTime(begin);
        if (exchange.Ask(PlainPool.Acquire(subnets)) is LeaseGrant)
        {
            throw new InvalidOperationException($"{cidr} has {subnets} subnets of /{length}, and one more was granted");
        }

        return new Fill(subnets, subnets - granted, exchange.Moves, elapsed);
    }
}
