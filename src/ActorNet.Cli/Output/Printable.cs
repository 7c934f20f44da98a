namespace ActorNet.Cli.Output;

/// <summary>Text from elsewhere, made safe to show: a control character could move the cursor or change what was printed before.</summary>
internal static class Printable
{
    public static string Line(string text) =>
        text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
            ? string.Create(text.Length, text, static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                    target[i] = char.IsControl(source[i]) ? ' ' : source[i];
            })
            : text;
}
