using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.Validation;

/// <summary>Lists of prefixes in requests.</summary>
internal static class Prefixes
{
    /// <summary>The prefixes that are right; the others are noted, each with its place in the list.</summary>
    public static ImmutableArray<Prefix> Read(IReadOnlyList<string> texts, string field, FieldProblems problems)
    {
        var prefixes = ImmutableArray.CreateBuilder<Prefix>(texts.Count);
        for (var index = 0; index < texts.Count; index++)
        {
            var text = texts[index];
            if (!Prefix.TryParse(text, out var prefix, out var error))
            {
                problems.Add($"{field}[{index}]", error);
            }
            else if (!string.Equals(prefix.ToString(), text, StringComparison.Ordinal))
            {
                problems.Add($"{field}[{index}]", $"{Fields.Quote(text)} is not in canonical form; write {prefix}");
            }
            else
            {
                prefixes.Add(prefix);
            }
        }

        return prefixes.DrainToImmutable();
    }
}
