using Spectre.Console;

namespace ActorNet.Cli.Output;

/// <summary>Sections for a terminal, which has a width and perhaps colours.</summary>
internal static class TerminalRenderer
{
    private const int NoLimit = 1_000_000;

    private static readonly Style HeaderStyle = new(decoration: Decoration.Bold);
    private static readonly Style NameStyle = new(decoration: Decoration.Dim);

    public static void Render(IAnsiConsole console, IEnumerable<Section> sections)
    {
        foreach (var section in sections)
            Render(console, section);
    }

    private static void Render(IAnsiConsole console, Section section)
    {
        switch (section)
        {
            case Section.Table { Rows.Count: 0 } table:
                console.WriteLine(table.IfEmpty);
                break;
            case Section.Table table:
                WriteUnbroken(console, ToTable(table));
                break;
            case Section.Details details:
                console.Write(ToGrid(details));
                break;
            case Section.Line line:
                console.WriteLine(Printable.Line(line.Text));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(section), section, "is not a known section");
        }
    }

    /// <summary>A table that is wider than the terminal goes on in the terminal's next line: squeezed, it would break names and prefixes anywhere.</summary>
    private static void WriteUnbroken(IAnsiConsole console, Table table)
    {
        var width = console.Profile.Width;
        console.Profile.Width = NoLimit;
        console.Write(table);
        console.Profile.Width = width;
    }

    private static Table ToTable(Section.Table section)
    {
        // A prefix or a name is read, and copied, as one: no lines around cells, and none broken.
        var table = new Table { Border = TableBorder.None };
        foreach (var header in section.Headers)
            table.AddColumn(new TableColumn(new Text(header, HeaderStyle)).NoWrap().PadLeft(0).PadRight(2));

        foreach (var row in section.Rows)
            table.AddRow(row.Select(ToText));

        return table;
    }

    private static Grid ToGrid(Section.Details section)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn();
        foreach (var (name, value) in section.Properties)
            grid.AddRow(new Text($"{name}:", NameStyle), ToText(value));

        return grid;
    }

    private static Text ToText(string cell) => new(Printable.Line(cell));
}
