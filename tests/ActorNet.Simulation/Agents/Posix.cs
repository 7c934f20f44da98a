namespace ActorNet.Agent.Platform;

/// <summary>Stands in for the agent's system calls, of which a simulation makes none.</summary>
internal static class Posix
{
    /// <summary>Whatever is left to chance here has a stream of its own.</summary>
    public static void FillRandom(Span<byte> bytes) => throw new NotSupportedException($"{bytes.Length} random bytes of the kernel would not be the same again; draw from a ChanceSource");
}
