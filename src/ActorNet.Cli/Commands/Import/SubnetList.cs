using ActorNet.Addressing;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Import;

/// <summary>
/// The plain form: a line a node, with its id and its subnets, separated by white space; <c>-</c> in place of the id where nobody is to get the subnet.
/// Empty lines and what follows a <c>#</c> are for people.
/// </summary>
internal static class SubnetList
{
    private const string Nobody = "-";

    public static ImportSource Read(string text)
    {
        var subnets = new List<ImportedSubnet>();
        var problems = new List<FieldViolation>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
                ReadLine($"line {number}", words, subnets, problems);
        }

        return new ImportSource(subnets, problems);
    }

    private static void ReadLine(string place, string[] words, List<ImportedSubnet> subnets, List<FieldViolation> problems)
    {
        var node = words[0] == Nobody ? null : words[0];
        if (node is not null && !NameText.TryParse(node, out _, out var error))
            problems.Add(new FieldViolation(place, error));
        if (words.Length == 1)
            problems.Add(new FieldViolation(place, $"'{words[0]}' has no subnet; write NODE SUBNET, like node-1 10.244.1.0/24"));

        foreach (var word in words.Skip(1))
        {
            if (Prefix.TryParse(word, out var subnet, out var problem))
                subnets.Add(new ImportedSubnet(subnet, node, node ?? place));
            else
                problems.Add(new FieldViolation(place, problem));
        }
    }
}
