using System.Collections.Immutable;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.History;

/// <summary>
/// One epoch of one node's lease, with all its subnets: from the grant to the end, and on until the subnets are not kept for the node any
/// more. Times are ticks of UTC and never go back: start ≤ revocation ≤ end ≤ end of the quarantine.
/// </summary>
/// <param name="node">The node, in its pool.</param>
/// <param name="epoch">The epoch.</param>
/// <param name="subnets">The subnets.</param>
/// <param name="start">When it began.</param>
internal sealed class Tenancy(NodePast node, long epoch, ImmutableArray<SubnetPast> subnets, long start) : Subject
{
    /// <summary>What has not come yet.</summary>
    public const long Never = long.MaxValue;

    // Words is a struct of both, which would take 8 bytes more.
    private byte[]? block;
    private int offset;

    public PoolGeneration Pool => node.Pool;

    public NodePast Node => node;

    public long Epoch => epoch;

    public ImmutableArray<SubnetPast> Subnets => subnets;

    public long Start => start;

    public long RevokedAt { get; private set; } = Never;

    public long HeldUntil { get; private set; } = Never;

    public long KeptUntil { get; private set; } = Never;

    public TenureEnding Ending { get; private set; }

    /// <summary>What was said when it was ended or revoked.</summary>
    public Words Words
    {
        get => new(block, offset);
        private set => (block, offset) = (value.Block, value.Offset);
    }

    /// <summary>The node's tenancy in whose place this one came; forgotten together with this one's grant.</summary>
    public Tenancy? Replaced { get; set; }

    /// <summary>Takes note that an operator took it back.</summary>
    public void Revoke(long ticks, Words words)
    {
        if (RevokedAt == Never && HeldUntil == Never)
        {
            (RevokedAt, Words) = (Math.Max(ticks, start), words);
        }
    }

    /// <summary>Takes note that nobody believes in it any more. Who revoked it has ended it, whatever came then.</summary>
    public void End(long ticks, TenureEnding ending, Words words = default)
    {
        if (HeldUntil != Never)
        {
            return;
        }

        var isRevoked = RevokedAt != Never;
        HeldUntil = Math.Max(ticks, isRevoked ? RevokedAt : start);
        (Ending, Words) = isRevoked ? (TenureEnding.Revoked, Words) : (ending, words);
    }

    /// <summary>Takes note that its subnets are not kept any more; where it had not ended, it has now.</summary>
    public void Finish(long ticks, TenureEnding ending)
    {
        End(ticks, ending);
        KeptUntil = Math.Max(ticks, HeldUntil);
    }
}
