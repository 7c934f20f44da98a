namespace ActorNet.Allocation.Persistence;

/// <summary>Somebody else is to go on: finish what has been taken in, answer it, take in no more, and stop.</summary>
public sealed record HandOver
{
    /// <summary>The only one.</summary>
    public static readonly HandOver Instance = new();
}
