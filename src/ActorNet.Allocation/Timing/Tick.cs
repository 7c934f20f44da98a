namespace ActorNet.Allocation.Timing;

/// <summary>Time has passed.</summary>
internal sealed record Tick;
