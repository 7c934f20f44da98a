namespace ActorNet.Coordinator.Validation;

/// <summary>The form of labels.</summary>
internal static class Labels
{
    private const int MaxKeyLength = 63;
    private const int MaxValueLength = 253;

    /// <summary>Notes what is wrong with one.</summary>
    public static void Check(string key, string value, string field, FieldProblems problems)
    {
        var path = $"{field}[{Fields.Quote(key)}]";
        if (key.Length is 0 or > MaxKeyLength || !key.All(IsKeyCharacter))
        {
            problems.Add(path, $"the key is not right; give 1 to {MaxKeyLength} letters, digits, '.', '-', '_' and '/'");
        }

        Fields.FreeText(value, path, MaxValueLength, problems);
    }

    private static bool IsKeyCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '/';
}
