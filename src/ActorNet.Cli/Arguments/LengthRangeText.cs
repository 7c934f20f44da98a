using System.Diagnostics.CodeAnalysis;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Arguments;

/// <summary>Prefix lengths from the shortest to the longest: <c>22-26</c>, or <c>24</c> for one alone.</summary>
internal static class LengthRangeText
{
    /// <summary>A parser for lengths up to a longest one.</summary>
    public static TryParse<PrefixLengthRange> UpTo(int longest) =>
        (string text, [MaybeNullWhen(false)] out PrefixLengthRange value, [NotNullWhen(false)] out string? error) =>
        {
            var number = WholeNumber.Between(1, longest);
            var parts = text.Split('-');
            var (shortestLength, longestLength) = (0, 0);
            var isRange = parts.Length is 1 or 2
                && number(parts[0], out shortestLength, out _)
                && number(parts[^1], out longestLength, out _)
                && shortestLength <= longestLength;
            value = new PrefixLengthRange { Shortest = shortestLength, Longest = longestLength };
            error = isRange ? null : $"'{text}' is not a range of prefix lengths from 1 to {longest}; give the shortest and the longest, like 22-26";
            return isRange;
        };
}
