using System.Text;
using System.Text.RegularExpressions;

namespace ActorNet.Fuzz.Mutation;

/// <summary>Takes texts (JSON, prefixes, URLs, options) for words, quoted strings and signs, and changes those.</summary>
/// <param name="words">What the form has words for.</param>
internal sealed partial class TokenMutator(params string[] words) : IMutator
{
    private const int MostSteps = 5;
    private const int Deep = 200;

    private readonly string[] all = [.. words, .. Words.Odd];

    public byte[] Mutate(byte[] sample, Random random)
    {
        var tokens = Tokens().Matches(Encoding.UTF8.GetString(sample)).Select(match => match.Value).ToList();
        for (var steps = random.Next(1, MostSteps); steps > 0; steps--)
        {
            Step(tokens, random);
        }

        return Encoding.UTF8.GetBytes(string.Concat(tokens));
    }

    private void Step(List<string> tokens, Random random)
    {
        if (tokens.Count == 0)
        {
            tokens.Add(Word(random));
            return;
        }

        var at = random.Next(tokens.Count);
        switch (random.Next(9))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, tokens[random.Next(tokens.Count)]);
                break;
            case 2:
                tokens.Insert(at, Word(random));
                break;
            case 3:
                (tokens[at], var other) = (tokens[random.Next(tokens.Count)], tokens[at]);
                tokens[random.Next(tokens.Count)] = other;
                break;
            case 4:
                tokens[at] = $"\"{Word(random)}\"";
                break;
            case 5:
                tokens[at] = string.Concat(Enumerable.Repeat(tokens[at], random.Next(2, random.Next(64) == 0 ? 5000 : 8)));
                break;
            case 6 when random.Next(8) == 0:
                tokens[at] = $"{new string('[', Deep)}{tokens[at]}{new string(']', Deep)}";
                break;
            default:
                tokens[at] = tokens[at] is ['"', .., '"'] && random.Next(2) == 0 ? $"\"{Word(random)}\"" : Word(random);
                break;
        }
    }

    private string Word(Random random) => all[random.Next(all.Length)];

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|[\p{L}\p{N}_-]+|\s+|.
        """, RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tokens();
}
