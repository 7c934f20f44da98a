namespace ActorNet.Fuzz.Engine;

/// <summary>What kind of thing is wrong.</summary>
internal enum FindingKind
{
    /// <summary>An exception or answer that is not documented, or too much memory.</summary>
    Crash,

    /// <summary>No end within the bound.</summary>
    Hang,
}

/// <summary>An input that did what none may.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Seed">Makes it again.</param>
/// <param name="Kind">What kind of thing is wrong.</param>
/// <param name="What">What it is.</param>
/// <param name="Input">The input.</param>
internal sealed record Finding(string Target, long Seed, FindingKind Kind, string What, byte[] Input)
{
    private const int ShownBytes = 4096;

    public override string ToString() =>
        $"{Kind.ToString().ToLowerInvariant()} in {Target}: {What}\n  again: make fuzz F=\"--target {Target} --seed {Seed}\"\n  input ({Input.Length} bytes): "
        + $"{Convert.ToBase64String(Input.AsSpan(0, Math.Min(Input.Length, ShownBytes)))}{(Input.Length > ShownBytes ? "…" : string.Empty)}";
}
