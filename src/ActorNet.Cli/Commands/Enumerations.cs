using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands;

/// <summary>The contract's enumerations in words.</summary>
internal static class Enumerations
{
    public static string Words(this LeaseState state) => state switch
    {
        LeaseState.Active => "active",
        LeaseState.Suspect => "suspect",
        LeaseState.Revoked => "revoked",
        LeaseState.Quarantined => "quarantined",
        _ => Unknown((int)state),
    };

    public static string Words(this BackendType backend) => backend switch
    {
        BackendType.Unspecified or BackendType.Alloc => "alloc",
        BackendType.HostGw => "host-gw",
        BackendType.Vxlan => "vxlan",
        _ => Unknown((int)backend),
    };

    public static string Words(this ReclaimPolicy policy) => policy switch
    {
        ReclaimPolicy.Unspecified or ReclaimPolicy.Auto => "auto",
        ReclaimPolicy.Manual => "manual",
        _ => Unknown((int)policy),
    };

    public static string Words(this JournalKind journal) => journal switch
    {
        JournalKind.Embedded => "embedded",
        JournalKind.Etcd => "etcd",
        _ => Unknown((int)journal),
    };

    public static string Words(this TenureEnding ending) => ending switch
    {
        TenureEnding.Unspecified => "",
        TenureEnding.Released => "released",
        TenureEnding.NodeDown => "node down",
        TenureEnding.Revoked => "revoked",
        TenureEnding.Expired => "expired",
        TenureEnding.Regranted => "granted anew",
        TenureEnding.PoolDeleted => "pool deleted",
        _ => Unknown((int)ending),
    };

    public static string Words(this HistoryActor actor) => actor switch
    {
        HistoryActor.Unspecified => "",
        HistoryActor.Holder => "holder",
        HistoryActor.Operator => "operator",
        HistoryActor.Service => "service",
        _ => Unknown((int)actor),
    };

    // A newer service may know more than this program.
    private static string Unknown(int value) => $"unknown ({value})";
}
