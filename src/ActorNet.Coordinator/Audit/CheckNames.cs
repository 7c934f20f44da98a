namespace ActorNet.Coordinator.Audit;

/// <summary>The names of the checks; part of the contract.</summary>
internal static class CheckNames
{
    public const string Leases = "leases";
    public const string Blocks = "blocks";
    public const string Journals = "journals";
    public const string Shards = "shards";
    public const string Replicas = "replicas";
    public const string Agents = "agents";
}
