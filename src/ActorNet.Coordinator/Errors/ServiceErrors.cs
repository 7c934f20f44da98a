using ActorNet.Allocation.Identity;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Errors;

/// <summary>The errors that this replica finds by itself, before or after it asks an actor.</summary>
internal static class ServiceErrors
{
    /// <summary>How soon a caller may ask again when something is expected to be there in a moment.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    public static ServiceError PoolNotFound(PoolName pool) => new(ErrorReason.PoolNotFound, $"there is no pool '{pool}'; see ListPools for those that there are")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = pool.Value },
    };

    public static ServiceError PoolCordoned(PoolName pool, NodeId node, bool isClosing) => new(
        ErrorReason.PoolCordoned,
        isClosing
            ? $"pool '{pool}' is being deleted and grants nothing to node '{node}'; in a moment it is gone, or open again"
            : $"pool '{pool}' is cordoned and grants nothing new to node '{node}'; name another pool, or uncordon it")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = pool.Value },
        RetryDelay = isClosing ? Soon : null,
    };

    public static ServiceError PoolClosing(PoolName pool) => new(ErrorReason.PoolClosing, $"pool '{pool}' is being deleted; in a moment it is gone, or open again: ask again")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = pool.Value },
        RetryDelay = Soon,
    };

    public static ServiceError PoolInUse(PoolName pool, long leases, IEnumerable<NodeId> some)
    {
        var nodes = some.Select(node => node.Value).ToList();
        var more = leases > nodes.Count ? $" and {leases - nodes.Count} more" : string.Empty;
        return new ServiceError(
            ErrorReason.PoolInUse,
            $"{leases} nodes hold leases in pool '{pool}', among them {string.Join(", ", nodes)}{more}; a pool can be deleted when no node holds one: cordon it, and release them")
        {
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["pool"] = pool.Value,
                ["leases"] = $"{leases}",
                ["nodes"] = string.Join(',', nodes),
            },
        };
    }

    public static ServiceError PlanOutdated(PoolName pool, long plannedVersion, long currentVersion) => new(
        ErrorReason.PlanOutdated,
        $"the plan was made for version {plannedVersion} of pool '{pool}', which has changed since (version {currentVersion}); make another plan")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["planned_version"] = $"{plannedVersion}",
            ["current_version"] = $"{currentVersion}",
        },
    };

    public static ServiceError LeaseNotFound(PoolName pool, NodeId node) => new(
        ErrorReason.LeaseNotFound,
        $"node '{node}' has no lease in pool '{pool}'; AcquireLease gives it one")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = pool.Value, ["node_id"] = node.Value },
    };

    public static ServiceError ReservationNotFound(PoolName pool, ReservationName name) => new(
        ErrorReason.NotFound,
        $"there is no reservation '{name}' in pool '{pool}', or not of that number; see ListReservations for those that there are")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name.Value },
    };

    public static ServiceError DirectoryBehind(long revision) => new(
        ErrorReason.DirectoryBehind,
        $"this replica's view ends at revision {revision} and may lack what was answered before this call; ask again")
    {
        RetryDelay = Soon,
    };

    public static ServiceError ShardUnavailable(string what) => new(
        ErrorReason.ShardUnavailable,
        $"{what} did not answer in time or could not tell; what was asked may or may not have happened, ask again")
    {
        RetryDelay = Soon,
    };

    public static ServiceError QueueFull(string what) => new(ErrorReason.QueueFull, $"too many requests are waiting for {what}; ask again later")
    {
        RetryDelay = TimeSpan.FromSeconds(1),
    };

    public static ServiceError PageTokenExpired() => new(
        ErrorReason.PageTokenExpired,
        "the listing that this page_token belongs to is not kept any more; start from the first page, with an empty page_token");

    public static ServiceError ShuttingDown() => new(ErrorReason.ShuttingDown, "the server is stopping; ask another one")
    {
        RetryDelay = Soon,
    };

    public static ServiceError Malformed(string message, string fault) => new(
        ErrorReason.InvalidField,
        $"what was sent is not a {message} of actornet.v1 in protobuf's wire format: {fault}");

    public static ServiceError HistoryNotKept(DateTimeOffset asked, DateTimeOffset knownSince) => new(
        ErrorReason.HistoryNotKept,
        $"who held what at {Moments.Text(asked)} is not kept any more, only what was from {Moments.Text(knownSince)} on; "
            + $"{OptionKey.HistoryRetention.Flag} and {OptionKey.HistoryLimit.Flag} of the coordinators say how much is kept")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["known_since_time"] = Moments.Text(knownSince) },
    };

    public static ServiceError NotImplemented(string what) => new(ErrorReason.NotImplemented, $"{what} is not served yet by this version");
}
