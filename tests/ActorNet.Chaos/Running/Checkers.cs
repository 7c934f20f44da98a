namespace ActorNet.Chaos.Running;

/// <summary>The names of the checkers whose violations are counted one by one.</summary>
internal static class Checkers
{
    public const string Overlap = "overlap";
    public const string Lost = "lost leases";
    public const string Watch = "watch";
    public const string Packets = "packets";
}
