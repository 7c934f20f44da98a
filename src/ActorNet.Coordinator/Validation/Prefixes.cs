using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.Validation;

/// <summary>Prefixes in requests.</summary>
internal static class Prefixes
{
    /// <summary>The prefixes that are right; the others are noted, each with its place in the list.</summary>
    public static ImmutableArray<Prefix> Read(IReadOnlyList<string> texts, string field, FieldProblems problems)
    {
        var prefixes = ImmutableArray.CreateBuilder<Prefix>(texts.Count);
        for (var index = 0; index < texts.Count; index++)
        {
            if (ReadOne(texts[index], $"{field}[{index}]", problems) is { } prefix)
            {
                prefixes.Add(prefix);
            }
        }

        return prefixes.DrainToImmutable();
    }

    /// <summary>A prefix; null where it is not right.</summary>
    public static Prefix? ReadOne(string text, string field, FieldProblems problems)
    {
        if (!Prefix.TryParse(text, out var prefix, out var error))
        {
            problems.Add(field, error);
            return null;
        }

        if (!string.Equals(prefix.ToString(), text, StringComparison.Ordinal))
        {
            problems.Add(field, $"{Fields.Quote(text)} is not in canonical form; write {prefix}");
            return null;
        }

        return prefix;
    }

    /// <summary>A prefix, or an address in any of its forms as the prefix that has only it. Notes what is wrong, and then gives some prefix.</summary>
    public static Prefix ReadAddressOrPrefix(string text, string field, FieldProblems problems)
    {
        if (text.Contains('/'))
        {
            return ReadOne(text, field, problems) ?? default;
        }

        if (!Prefix.TryParse($"{text}/{(text.Contains(':') ? 128 : 32)}", out var address))
        {
            problems.Add(field, text.Length == 0
                ? "missing; give an address like 10.244.7.21 or fd77::1, or a prefix like 10.244.7.0/24"
                : $"{Fields.Quote(text)} is not an address; give one like 10.244.7.21 or fd77::1, or a prefix like 10.244.7.0/24");
        }

        return address;
    }
}
