namespace ActorNet.Simulation.Running;

/// <summary>How many worlds run at a time. Left alone, the thread pool takes work that never waits for work that is stuck, and adds threads to it.</summary>
internal static class Cores
{
    public static readonly ParallelOptions All = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
}
