using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ActorNet.Simulation.Mutations;

/// <summary>One rule switched off: one text of one file replaced by another.</summary>
/// <param name="Name">What is wrong now.</param>
/// <param name="Rule">The rule of <c>safety.md</c>, or the decision, that this breaks.</param>
/// <param name="File">The end of the file's path.</param>
/// <param name="Text">What is there, exactly once.</param>
/// <param name="Replacement">What is there instead.</param>
internal sealed record Mutation(string Name, string Rule, string File, string Text, string Replacement)
{
    /// <summary>A seed that is known to catch it, tried first: any catch counts, and this one is quick.</summary>
    public long KnownSeed { get; init; }

    /// <summary>
    /// So rarely caught that <c>make test</c> does not wait for it: <c>make simulate</c> hunts it, through as many seeds as it runs. Where its rule is shown by a
    /// test of its own as well, that is what guards it from day to day.
    /// </summary>
    public bool IsRare { get; init; }

    /// <summary>Why no seed can catch it: the rule whose other half stands in for this one. Null where it has to be caught.</summary>
    public string? CoveredBy { get; init; }

    /// <summary>A source, changed.</summary>
    public SyntaxTree ApplyTo(SyntaxTree source) =>
        CSharpSyntaxTree.ParseText(source.GetText().ToString().Replace(Text, Replacement, StringComparison.Ordinal), (CSharpParseOptions)source.Options, source.FilePath);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (rule {Rule})";
}
