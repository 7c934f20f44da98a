namespace ActorNet.Coordinator.Audit;

/// <summary>The codes of findings and of what could not be told. They are part of the contract: docs/audit.md says what each one means, and none is ever renamed.</summary>
internal static class AuditCodes
{
    public const string LeasesOverlap = "LEASES_OVERLAP";
    public const string SubnetOutsidePool = "SUBNET_OUTSIDE_POOL";
    public const string SubnetWithoutBlock = "SUBNET_WITHOUT_BLOCK";
    public const string NodeInWrongShard = "NODE_IN_WRONG_SHARD";
    public const string EpochAboveShard = "EPOCH_ABOVE_SHARD";
    public const string EpochNotHigher = "EPOCH_NOT_HIGHER";
    public const string BlocksOverlap = "BLOCKS_OVERLAP";
    public const string BlockOutsidePool = "BLOCK_OUTSIDE_POOL";
    public const string BlocksMissing = "BLOCKS_MISSING";
    public const string BlocksUnaccounted = "BLOCKS_UNACCOUNTED";
    public const string MoveOutOfOrder = "MOVE_OUT_OF_ORDER";
    public const string MoveDiffers = "MOVE_DIFFERS";
    public const string JournalGap = "JOURNAL_GAP";
    public const string MemoryDiffersFromJournal = "MEMORY_DIFFERS_FROM_JOURNAL";
    public const string ShardDiffers = "SHARD_DIFFERS";
    public const string ReplicaDiffers = "REPLICA_DIFFERS";
    public const string NodeNotSetUp = "NODE_NOT_SET_UP";
    public const string NodeOnOldEpoch = "NODE_ON_OLD_EPOCH";
    public const string NodeOnOtherSubnet = "NODE_ON_OTHER_SUBNET";
    public const string BridgeDiffers = "BRIDGE_DIFFERS";
    public const string RoutesWrong = "ROUTES_WRONG";
    public const string OverlayWrong = "OVERLAY_WRONG";
    public const string PeersBehind = "PEERS_BEHIND";
    public const string FenceMissing = "FENCE_MISSING";
    public const string FenceShut = "FENCE_SHUT";
    public const string RulesWrong = "RULES_WRONG";
    public const string DockerConflict = "DOCKER_CONFLICT";

    public const string DirectoryBehind = "DIRECTORY_BEHIND";
    public const string JournalUnreadable = "JOURNAL_UNREADABLE";
    public const string ShardSilent = "SHARD_SILENT";
    public const string ShardTooFar = "SHARD_TOO_FAR";
    public const string ReplicaSilent = "REPLICA_SILENT";
    public const string ReplicaBehind = "REPLICA_BEHIND";

    /// <summary>The codes that say that something is wrong.</summary>
    public static IReadOnlyList<string> Findings { get; } =
    [
        LeasesOverlap, SubnetOutsidePool, SubnetWithoutBlock, NodeInWrongShard, EpochAboveShard, EpochNotHigher,
        BlocksOverlap, BlockOutsidePool, BlocksMissing, BlocksUnaccounted, MoveOutOfOrder, MoveDiffers,
        JournalGap, MemoryDiffersFromJournal, ShardDiffers, ReplicaDiffers,
        NodeNotSetUp, NodeOnOldEpoch, NodeOnOtherSubnet, BridgeDiffers, RoutesWrong, OverlayWrong, PeersBehind, FenceMissing, FenceShut, RulesWrong, DockerConflict,
    ];

    /// <summary>The codes that say that something could not be told.</summary>
    public static IReadOnlyList<string> Unknowns { get; } =
        [DirectoryBehind, JournalUnreadable, ShardSilent, ShardTooFar, ReplicaSilent, ReplicaBehind];
}
