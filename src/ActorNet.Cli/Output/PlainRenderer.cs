namespace ActorNet.Cli.Output;

/// <summary>
/// Sections as plain text for pipes and files: columns padded to their widest cell and two spaces apart, whole whatever their width, no
/// escape sequences, no space at the end of a line.
/// </summary>
internal static class PlainRenderer
{
    private const string Gap = "  ";

    public static IEnumerable<string> Render(IEnumerable<Section> sections) => sections.SelectMany(Render);

    private static IEnumerable<string> Render(Section section) => section switch
    {
        Section.Table { Rows.Count: 0 } table => [table.IfEmpty],
        Section.Table table => Columns([table.Headers, .. table.Rows]),
        Section.Details details => Columns([.. details.Properties.Select(property => (string[])[$"{property.Name}:", property.Value])]),
        Section.Line line => [Printable.Line(line.Text)],
        _ => throw new ArgumentOutOfRangeException(nameof(section), section, "is not a known section"),
    };

    private static IEnumerable<string> Columns(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0)
            return [];

        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join(Gap, row.Select((cell, column) => Printable.Line(cell).PadRight(widths[column]))).TrimEnd());
    }
}
