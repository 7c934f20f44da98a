namespace ActorNet.Simulation.Chances;

/// <summary>
/// All chance of one seed. Whatever is left to chance has a stream of its own, named after what it is and whom it concerns: to switch a kind of
/// fault off changes no draw of another.
/// </summary>
internal sealed class ChanceSource(long seed)
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public Chance Of(string what, string whom = "")
    {
        var hash = Add(Add(FnvOffset ^ (ulong)seed, what) * FnvPrime, whom);
        var stream = new Chance(hash ^ ((ulong)seed << 32));
        stream.Next();
        return stream;
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * FnvPrime;
        }

        return hash;
    }
}
