namespace ActorNet.Integration.Cluster;

/// <summary>
/// The pool under load: few enough subnets that they are used again, each longest after it was given back; short leases, so that an outage would end them.
/// </summary>
internal static class LoadedPool
{
    public const string Name = "default";

    public static readonly string[] Options = ["--pool-cidrs", "10.244.0.0/16", "--pool-time-to-live", "30s"];
}
