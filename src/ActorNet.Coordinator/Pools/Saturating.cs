namespace ActorNet.Coordinator.Pools;

/// <summary>Numbers of the contract that stop at the largest that a field can have.</summary>
internal static class Saturating
{
    public static long ToInt64(UInt128 count) => count > (UInt128)long.MaxValue ? long.MaxValue : (long)count;
}
