using Spectre.Console;

namespace ActorNet.Cli.Output;

/// <summary>Sections for a terminal, which has a width and perhaps colours.</summary>
internal static class TerminalRenderer
{
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
                console.Write(ToTable(table));
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

    private static Table ToTable(Section.Table section)
    {
        // A prefix or a name is read, and copied, as one: no lines around cells, and none broken, leave eight columns within 80 characters.
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
