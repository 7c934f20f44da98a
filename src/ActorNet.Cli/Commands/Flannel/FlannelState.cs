using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>What flannel has in etcd, at one revision.</summary>
/// <param name="Network">Its configuration; null where it is missing or cannot be read.</param>
/// <param name="NetworkProblem">Why it is null.</param>
/// <param name="IsConfigured">Whether the key of the configuration is there.</param>
/// <param name="Entries">The leases, by name.</param>
/// <param name="Malformed">The keys below it that are none, each with what is wrong.</param>
/// <param name="Revision">The revision.</param>
internal sealed record FlannelState(
    FlannelNetwork? Network,
    string? NetworkProblem,
    bool IsConfigured,
    IReadOnlyList<FlannelEntry> Entries,
    IReadOnlyList<(string Key, string Problem)> Malformed,
    long Revision);
