namespace ActorNet.Coordinator.Configuration;

/// <summary>How this coordinator is one of several.</summary>
/// <param name="Address">Where the others reach it; without an address: the one from which this host reaches etcd. Port 0: any that is free.</param>
internal sealed record ClusterOptions(ListenAddress Address)
{
    public const int StandardPort = 7411;
}
