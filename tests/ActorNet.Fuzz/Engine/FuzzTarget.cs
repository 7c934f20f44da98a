using ActorNet.Fuzz.Mutation;

namespace ActorNet.Fuzz.Engine;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Corpus">Samples that are right, to begin with.</param>
/// <param name="Mutator">Knows the form of the samples.</param>
internal abstract record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, IMutator Mutator)
{
    private const int MostBytes = 256 * 1024;
    private const int MostRandomBytes = 512;
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    /// <summary>
    /// The input of a seed, always the same: mostly a sample that was changed in its own terms, sometimes in its bytes as well, rarely nothing but noise.
    /// </summary>
    public byte[] Make(long seed)
    {
        var random = new Random((int)(unchecked((ulong)seed * Spread) >> 32));
        var sample = Corpus[random.Next(Corpus.Count)];
        var input = random.Next(16) switch
        {
            0 => ByteMutator.Noise(random, MostRandomBytes),
            1 => sample,
            2 or 3 => ByteMutator.Instance.Mutate(sample, random),
            4 => ByteMutator.Instance.Mutate(Mutator.Mutate(sample, random), random),
            _ => Mutator.Mutate(sample, random),
        };
        return input.Length <= MostBytes ? input : input[..MostBytes];
    }
}

/// <summary>A parser in this process.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Corpus">Samples that are right.</param>
/// <param name="Mutator">Knows their form.</param>
/// <param name="Run">Has it read an input; lets only such exceptions pass as are not documented.</param>
internal sealed record ParserTarget(string Name, IReadOnlyList<byte[]> Corpus, IMutator Mutator, Action<byte[]> Run) : FuzzTarget(Name, Corpus, Mutator);
