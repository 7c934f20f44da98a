namespace ActorNet.Histories.SelfTest;

/// <summary>A checker before a history of which it must find what is wrong, or that nothing is.</summary>
/// <param name="Checker">The checker's name.</param>
/// <param name="Corruption">What was done to the good history; null: nothing.</param>
/// <param name="Check">Lets the checker look.</param>
public sealed record SelfTestCase(string Checker, string? Corruption, Func<IReadOnlyList<string>> Check)
{
    /// <summary>What is wrong with the checker; null: nothing.</summary>
    public string? FindFault()
    {
        var found = Check();
        return (Corruption, found.Count) switch
        {
            (null, 0) => null,
            (null, _) => $"{Checker} finds fault with a good history: {string.Join("; ", found)}",
            (_, 0) => $"{Checker} finds nothing although {Corruption}",
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Checker}, {Corruption ?? "nothing wrong"}";
}
