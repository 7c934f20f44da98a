using System.Text.RegularExpressions;

namespace ActorNet.Agent.Identity;

/// <summary>The explicit name of a node, never an address. Made by <see cref="TryParse"/>, so it always has the contract's form.</summary>
internal readonly partial record struct NodeId
{
    private NodeId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Takes 1 to 63 lower-case letters, digits, '.' and '-', with a letter or digit at both ends.</summary>
    public static bool TryParse(string text, out NodeId id)
    {
        var valid = NameForm.IsMatch(text);
        id = valid ? new NodeId(text) : default;
        return valid;
    }

    /// <summary>Whether a text has the form that node ids and pool names share.</summary>
    public static bool HasForm(string text) => NameForm.IsMatch(text);

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm { get; }
}
