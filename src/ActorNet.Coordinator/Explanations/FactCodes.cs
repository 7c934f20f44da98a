namespace ActorNet.Coordinator.Explanations;

/// <summary>The codes of facts. They are part of the contract: docs/explain.md says what each one means, and none is ever renamed.</summary>
internal static class FactCodes
{
    public const string NodeShard = "NODE_SHARD";
    public const string ShardRuns = "SHARD_RUNS";
    public const string ShardDoesNotRun = "SHARD_DOES_NOT_RUN";
    public const string ShardNotFound = "SHARD_NOT_FOUND";
    public const string LeaseActive = "LEASE_ACTIVE";
    public const string NodeSilent = "NODE_SILENT";
    public const string LeaseRevoked = "LEASE_REVOKED";
    public const string LeaseQuarantined = "LEASE_QUARANTINED";
    public const string EndedByHolder = "ENDED_BY_HOLDER";
    public const string EndedByOperator = "ENDED_BY_OPERATOR";
    public const string EndedByExpiry = "ENDED_BY_EXPIRY";
    public const string SubnetFromBlock = "SUBNET_FROM_BLOCK";
    public const string SubnetWithoutBlock = "SUBNET_WITHOUT_BLOCK";
    public const string SubnetCanGrow = "SUBNET_CAN_GROW";
    public const string SubnetCannotGrow = "SUBNET_CANNOT_GROW";
    public const string SubnetLargerThanAsked = "SUBNET_LARGER_THAN_ASKED";
    public const string SubnetFurther = "SUBNET_FURTHER";
    public const string NodeAttributes = "NODE_ATTRIBUTES";
    public const string NodeSaysNothing = "NODE_SAYS_NOTHING";
    public const string NoLease = "NO_LEASE";
    public const string LengthOffered = "LENGTH_OFFERED";
    public const string LengthNotOffered = "LENGTH_NOT_OFFERED";
    public const string SpaceFree = "SPACE_FREE";
    public const string SpaceQuarantined = "SPACE_QUARANTINED";
    public const string PoolExhausted = "POOL_EXHAUSTED";
    public const string NodePinned = "NODE_PINNED";
    public const string SubnetReserved = "SUBNET_RESERVED";
    public const string SubnetMustMove = "SUBNET_MUST_MOVE";
    public const string SubnetLeaving = "SUBNET_LEAVING";
    public const string SpaceReserved = "SPACE_RESERVED";
    public const string SpaceKept = "SPACE_KEPT";
    public const string PoolCordoned = "POOL_CORDONED";
    public const string PoolClosing = "POOL_CLOSING";
    public const string LeaseElsewhere = "LEASE_ELSEWHERE";
}
