using System.Runtime.Loader;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Mutations;

/// <summary>A simulation with one rule switched off, loaded beside this one.</summary>
internal sealed class Mutant
{
    private readonly Func<long, string?> findViolation;

    /// <summary>Loads it for good: what can be unloaded again is compiled with all optimizations at its first use, and most mutants run for a few seeds.</summary>
    public Mutant(Stream assembly)
    {
        var run = new AssemblyLoadContext("mutant").LoadFromStream(assembly).GetType(typeof(SeedRun).FullName!)!;
        findViolation = run.GetMethod(nameof(SeedRun.FindViolation))!.CreateDelegate<Func<long, string?>>();
    }

    /// <summary>Runs a seed; null where nothing is violated.</summary>
    public string? FindViolation(long seed) => findViolation(seed);
}
