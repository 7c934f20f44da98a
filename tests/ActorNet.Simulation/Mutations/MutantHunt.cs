using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Mutations;

/// <summary>Looks for seeds that notice that a rule is switched off.</summary>
internal static class MutantHunt
{
    /// <summary>How many seeds a mutation may take.</summary>
    public const int MostSeeds = 10_000;

    /// <summary>Hunts all mutations, several at a time.</summary>
    public static IReadOnlyList<Catch> Run(IReadOnlyList<Mutation> mutations, Action<Catch> onDone)
    {
        var factory = new MutantFactory(mutations);
        var catches = new Catch[mutations.Count];
        Parallel.For(0, mutations.Count, Cores.All, index =>
        {
            catches[index] = Hunt(factory, mutations[index]);
            onDone(catches[index]);
        });
        return catches;
    }

    private static Catch Hunt(MutantFactory factory, Mutation mutation)
    {
        var mutant = factory.Create(mutation);
        var known = mutation.KnownSeed > 0 ? [mutation.KnownSeed] : Enumerable.Empty<long>();
        var tried = 0;
        foreach (var seed in known.Concat(Enumerable.Range(1, MostSeeds).Select(number => (long)number)))
        {
            tried++;
            if (mutant.FindViolation(seed) is { } violation)
            {
                return new Catch(mutation, seed, tried, violation);
            }

            if (mutation.CoveredBy is not null && tried >= MostSeedsOfCovered)
            {
                break;
            }
        }

        return new Catch(mutation, Seed: null, tried, Violation: null);
    }

    /// <summary>One that nothing can catch is only looked at.</summary>
    private const int MostSeedsOfCovered = 20;
}

/// <summary>How a hunt ended.</summary>
/// <param name="Mutation">The mutation.</param>
/// <param name="Seed">The seed that caught it; null: none did.</param>
/// <param name="Tried">How many seeds were run.</param>
/// <param name="Violation">What was violated.</param>
internal sealed record Catch(Mutation Mutation, long? Seed, int Tried, string? Violation)
{
    /// <summary>Whether it is as the list says: caught, or covered by its pair.</summary>
    public bool IsAsListed => Seed is not null || Mutation.CoveredBy is not null;
}
