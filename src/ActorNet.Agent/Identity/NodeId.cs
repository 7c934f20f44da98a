namespace ActorNet.Agent.Identity;

/// <summary>The explicit name of a node, never an address. Made by <see cref="TryParse"/>, so it always has the contract's form.</summary>
internal readonly record struct NodeId
{
    private const int LongestName = 63;

    private NodeId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Takes 1 to 63 lower-case letters, digits, '.' and '-', with a letter or digit at both ends.</summary>
    public static bool TryParse(string text, out NodeId id)
    {
        var valid = HasForm(text);
        id = valid ? new NodeId(text) : default;
        return valid;
    }

    /// <summary>Whether a text has the form that node ids and pool names share.</summary>
    public static bool HasForm(string text) =>
        text.Length is >= 1 and <= LongestName && text.All(c => IsAlphanumeric(c) || c is '.' or '-') && IsAlphanumeric(text[0]) && IsAlphanumeric(text[^1]);

    public override string ToString() => Value;

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
