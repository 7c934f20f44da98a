using System.Net;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Import;

/// <summary>Which node has which public address: a line each, <c>ADDRESS NODE</c>. Empty lines and what follows a <c>#</c> are for people.</summary>
internal static class NodeIdList
{
    public static (IReadOnlyDictionary<string, string> Ids, IReadOnlyList<FieldViolation> Problems) Read(string text)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<FieldViolation>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && FindProblem(words, ids) is { } problem)
                problems.Add(new FieldViolation($"--node-ids, line {number}", problem));
        }

        return (ids, problems);
    }

    private static string? FindProblem(string[] words, Dictionary<string, string> ids)
    {
        if (words.Length != 2 || !IPAddress.TryParse(words[0], out var address))
            return $"'{string.Join(' ', words)}' is not an address and a node; write ADDRESS NODE, like 192.0.2.7 node-1";
        if (!NameText.TryParse(words[1], out var id, out var error))
            return error;

        return ids.TryAdd(address.ToString(), id) ? null : $"{address} has a node already; give each address once";
    }
}
