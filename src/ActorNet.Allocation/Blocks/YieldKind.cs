namespace ActorNet.Allocation.Blocks;

/// <summary>What a shard is asked to give up.</summary>
internal enum YieldKind
{
    /// <summary>Space into which a subnet of the length that is needed fits.</summary>
    Whole,

    /// <summary>Smaller pieces, which make up such space together with what others have.</summary>
    Pieces,
}
