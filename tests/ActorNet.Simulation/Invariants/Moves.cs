using ActorNet.Allocation.Identity;

namespace ActorNet.Simulation.Invariants;

/// <summary>How far a shard has come with its moves.</summary>
/// <param name="HighestEpoch">The highest epoch that it gave, or that came with a block.</param>
/// <param name="LastGrant">The last grant that it received.</param>
/// <param name="LastReturn">The last return that it sent.</param>
internal readonly record struct Moves(Epoch HighestEpoch, long LastGrant, long LastReturn);
