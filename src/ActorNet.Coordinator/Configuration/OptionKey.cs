namespace ActorNet.Coordinator.Configuration;

/// <summary>One setting. Its name in a file, as a flag and in the environment follow from one another.</summary>
/// <param name="Name">The path in the configuration file: <c>pool.time-to-live</c>.</param>
/// <param name="Placeholder">What a value looks like.</param>
/// <param name="Description">What it does, and what it is when it is not given.</param>
/// <param name="IsList">Whether there can be several values, in the environment and in a flag with commas between them.</param>
internal sealed record OptionKey(string Name, string Placeholder, string Description, bool IsList = false)
{
    public static readonly OptionKey Listen =
        new("listen", "address:port", "Where to serve gRPC (HTTP/2 without TLS): *:7410, 192.0.2.7:7410 or [2001:db8::7]:7410. Default: *:7410");

    public static readonly OptionKey DataDirectory =
        new("data-directory", "path", "Where the embedded journal is kept. Default: /var/lib/actornet/coordinator for root, else ~/.local/state/actornet/coordinator");

    public static readonly OptionKey Etcd = new(
        "etcd",
        "url",
        "Keep the journal in this etcd cluster instead: the client URLs of its members, for example http://127.0.0.1:2379. Default: none. "
            + "Falls back on FLANNEL_ETCD_ENDPOINTS and FLANNEL_ETCD of flannel's environment",
        IsList: true);

    public static readonly OptionKey EtcdPrefix = new("etcd-prefix", "key", "What all of its keys begin with. Default: /actornet/");

    public static readonly OptionKey EtcdUsername = new("etcd-username", "name", "The user of etcd's own authentication. Default: none");

    public static readonly OptionKey EtcdPasswordFile = new("etcd-password-file", "path", "The file with the user's password");

    public static readonly OptionKey EtcdCaFile =
        new("etcd-ca-file", "path", "For https: PEM file of the authorities that may have signed the members' certificates. Default: the system's");

    public static readonly OptionKey EtcdCertificateFile = new("etcd-certificate-file", "path", "For https: PEM file of the certificate to show. Default: none");

    public static readonly OptionKey EtcdKeyFile = new("etcd-key-file", "path", "For https: PEM file of the certificate's private key");

    public static readonly OptionKey FlannelPrefix = new(
        "flannel-prefix",
        "key",
        "Where in etcd flannel's network configuration is: where no pool.cidrs and no prefix length are given, the pool 'default' is made of <key>/config. "
            + "Default: /coreos.com/network. Falls back on FLANNEL_ETCD_PREFIX and FLANNEL_ETCD_KEY of flannel's environment");

    public static readonly OptionKey ClusterAddress = new(
        "cluster.address",
        "address:port",
        "Where the other coordinators on the same etcd reach this one, in the form of --listen; one that has no address or *: the address from which this host reaches etcd. "
            + "Default: *:7411");

    public static readonly OptionKey HistoryRetention = new(
        "history.retention",
        "duration",
        "How long this coordinator can tell who held what, 1h to 3650d; what is still held it can tell however old it is. Default: 90d");

    public static readonly OptionKey HistoryLimit =
        new("history.limit", "number", "How many events it keeps for that at most, 1000 to 100000000, about 110 bytes each. Default: 1000000");

    public static readonly OptionKey LogLevel = new("log.level", "level", "trace, debug, information, warning, error or critical. Default: information");

    public static readonly OptionKey LogFormat = new("log.format", "format", "text or json. Default: text");

    public static readonly OptionKey PoolCidrs =
        new("pool.cidrs", "cidr", "The address space of the pool 'default', which is made at the first start. Default: 10.244.0.0/16", IsList: true);

    public static readonly OptionKey PoolIpv4PrefixLength = new("pool.ipv4-prefix-length", "length", "Its prefix length of a node's IPv4 subnet. Default: 24");

    public static readonly OptionKey PoolIpv6PrefixLength = new("pool.ipv6-prefix-length", "length", "Its prefix length of a node's IPv6 subnet. Default: 64");

    public static readonly OptionKey PoolTimeToLive =
        new("pool.time-to-live", "duration", "How long its leases live without renewal: 30s, 15m, 24h or 7d, 5 s or more. Default: 24h");

    public static readonly OptionKey PoolQuarantine =
        new("pool.quarantine", "duration", "How long its freed subnets are kept for their last holder: 30s, 15m, 24h or 7d. Default: 1h");

    public static readonly OptionKey PoolShardCount = new("pool.shard-count", "number", "How many shards own its nodes, 1 to 1024. Default: 16");

    public static readonly OptionKey PoolReclaim =
        new("pool.reclaim", "policy", "What becomes of its leases that are not renewed: auto (they expire) or manual. Default: auto");

    public static readonly IReadOnlyList<OptionKey> All =
    [
        Listen, DataDirectory, Etcd, EtcdPrefix, EtcdUsername, EtcdPasswordFile, EtcdCaFile, EtcdCertificateFile, EtcdKeyFile, FlannelPrefix, ClusterAddress,
        HistoryRetention, HistoryLimit, LogLevel, LogFormat,
        PoolCidrs, PoolIpv4PrefixLength, PoolIpv6PrefixLength, PoolTimeToLive, PoolQuarantine, PoolShardCount, PoolReclaim,
    ];

    /// <summary>Keys of which only one can be used: the one whose source is the stronger.</summary>
    public OptionKey? Alternative => this == DataDirectory ? Etcd : this == Etcd ? DataDirectory : null;

    public string Flag => $"--{Name.Replace('.', '-')}";

    public string EnvironmentVariable => $"ACTORNET_{Name.Replace('.', '_').Replace('-', '_').ToUpperInvariant()}";

    /// <summary>The values in a text of the command line or the environment.</summary>
    public string[] Split(string text) => IsList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
}
