using Spectre.Console;

namespace ActorNet.Cli.Output;

/// <summary>Puts reports on standard output, in the form that was asked for and that suits what standard output is.</summary>
internal sealed class ReportWriter(Terminal terminal, OutputFormat format)
{
    public void Write(IReport report)
    {
        switch (format)
        {
            case OutputFormat.Json or OutputFormat.Yaml:
                WriteLines([Documents.Single(report.ToJson(), format)]);
                break;
            case OutputFormat.Table when terminal.OutputIsTerminal:
                TerminalRenderer.Render(AnsiConsole.Console, report.ToSections());
                break;
            case OutputFormat.Table:
                WriteLines(PlainRenderer.Render(report.ToSections()));
                break;
            case OutputFormat.Wide:
                // Plain also at a terminal: a table that is wider than it would be squeezed until nothing can be read.
                WriteLines(PlainRenderer.Render(report.ToWideSections()));
                break;
            default:
                throw new InvalidOperationException($"{format} is not a known format.");
        }
    }

    /// <summary>Writes whole lines, and hands them on before it returns.</summary>
    public void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            terminal.Output.WriteLine(line);

        terminal.Output.Flush();
    }
}
