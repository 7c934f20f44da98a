using Spectre.Console;

namespace ActorNet.Cli.Output;

/// <summary>Puts reports on standard output, in the form that was asked for and that suits what standard output is.</summary>
internal sealed class ReportWriter(Terminal terminal, OutputFormat format)
{
    public void Write(IReport report)
    {
        if (format == OutputFormat.Json)
            WriteLines([ProtoJson.Document(report.ToJson())]);
        else if (terminal.OutputIsTerminal)
            TerminalRenderer.Render(AnsiConsole.Console, report.ToSections());
        else
            WriteLines(PlainRenderer.Render(report.ToSections()));
    }

    /// <summary>Writes whole lines, and hands them on before it returns.</summary>
    public void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            terminal.Output.WriteLine(line);

        terminal.Output.Flush();
    }
}
