using ActorNet.Cli.Output;
using Spectre.Console;

namespace ActorNet.Cli.Tests.Output;

public sealed class RendererTests
{
    private static readonly Section.Table Table = new(["NODE", "STATE"], [["a", "active"], ["node-b", "[red]"]], "Nothing.");

    [Fact]
    public void Plain_columns_are_as_wide_as_their_widest_cell_and_end_without_spaces() =>
        Assert.Equal(["NODE    STATE", "a       active", "node-b  [red]"], PlainRenderer.Render([Table]));

    [Fact]
    public void An_empty_table_says_so() => Assert.Equal(["Nothing."], PlainRenderer.Render([new Section.Table(["NODE"], [], "Nothing.")]));

    [Fact]
    public void Properties_are_aligned() => Assert.Equal(
        ["Node:     a", "Subnets:  10.0.1.0/24"],
        PlainRenderer.Render([new Section.Details([("Node", "a"), ("Subnets", "10.0.1.0/24")])]));

    [Fact]
    public void Control_characters_do_not_reach_the_output() => Assert.Equal(["a [2J"], PlainRenderer.Render([new Section.Line("a\u001b[2J")]));

    [Fact]
    public void On_a_terminal_that_is_too_narrow_no_cell_is_broken()
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 20;

        TerminalRenderer.Render(console, [new Section.Table(["NODE", "SUBNETS"], [["node-with-a-name", "10.244.100.0/24 10.244.101.0/24"]], "")]);

        Assert.Contains("node-with-a-name  10.244.100.0/24 10.244.101.0/24", writer.ToString(), StringComparison.Ordinal);
        Assert.Equal(20, console.Profile.Width);
    }

    [Fact]
    public void On_a_terminal_a_table_has_bold_headers_and_cells_are_not_read_as_markup()
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(writer) });

        TerminalRenderer.Render(console, [Table, new Section.Details([("Node", "a")]), new Section.Line("Done.")]);

        Assert.Contains("\u001b[1m", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("[red]", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("Done.", writer.ToString(), StringComparison.Ordinal);
    }
}
