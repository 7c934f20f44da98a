using System.Runtime.Loader;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Mutations;

/// <summary>A simulation with rules that can be switched off, loaded beside this one.</summary>
internal sealed class MutantAssembly
{
    private readonly Func<long, int, string?> findViolation;

    /// <summary>Loads it for good: what can be unloaded again is compiled with all optimizations at its first use, and most mutants run for a few seeds.</summary>
    public MutantAssembly(Stream assembly)
    {
        var run = new AssemblyLoadContext("mutant").LoadFromStream(assembly).GetType(typeof(SeedRun).FullName!)!;
        findViolation = run.GetMethod(nameof(SeedRun.FindViolation))!.CreateDelegate<Func<long, int, string?>>();
    }

    /// <summary>Runs a seed with the mutation of this number in force, 0: with none; null where nothing is violated.</summary>
    public string? FindViolation(long seed, int mutation) => findViolation(seed, mutation);
}
