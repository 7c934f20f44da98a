namespace ActorNet.Simulation.Mutations;

/// <summary>A simulation with one rule switched off.</summary>
/// <param name="Assembly">Where it is.</param>
/// <param name="Number">Which of the switched mutations in there is in force; 0: none of them.</param>
internal readonly record struct Mutant(MutantAssembly Assembly, int Number)
{
    /// <summary>Runs a seed; null where nothing is violated.</summary>
    public string? FindViolation(long seed) => Assembly.FindViolation(seed, Number);
}
