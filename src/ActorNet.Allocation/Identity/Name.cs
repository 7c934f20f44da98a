namespace ActorNet.Allocation.Identity;

/// <summary>The form that all names of pools and nodes have.</summary>
public static class Name
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 63;

    /// <summary>The form, for messages to people.</summary>
    public const string Pattern = "^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$";

    /// <summary>Whether the text is 1 to 63 lower-case letters, digits, dots and hyphens that begins and ends with a letter or digit.</summary>
    public static bool IsValid(string? text)
    {
        if (text is null or { Length: 0 or > MaxLength } || !IsAlphanumeric(text[0]) || !IsAlphanumeric(text[^1]))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!IsAlphanumeric(character) && character is not ('.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives the text back.</summary>
    /// <exception cref="ArgumentException">The text is not a name.</exception>
    internal static string Require(string text, string what) => IsValid(text)
        ? text
        : throw new ArgumentException($"'{text}' is not a {what}: it must match {Pattern}", nameof(text));

    private static bool IsAlphanumeric(char character) => character is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
