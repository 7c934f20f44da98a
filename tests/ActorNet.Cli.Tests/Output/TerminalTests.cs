using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Output;

public sealed class TerminalTests
{
    [Fact]
    public async Task At_a_terminal_a_list_has_bold_headers_and_unbroken_cells()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Script.ListLeases = _ => new ListLeasesResponse { Leases = { Samples.Lease("a", "10.0.1.0/24") } };

        using var run = CommandRun.StartInTerminal("lease", "list", "--endpoint", service.Endpoint);
        await run.WaitForEndAsync();

        Assert.Contains("\u001b[1mSUBNETS\u001b[0m", run.Output, StringComparison.Ordinal);
        Assert.Contains("10.0.1.0/24", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("--version >&-", 74)]
    [InlineData("--version >/dev/full", 74)]
    [InlineData("--version >/dev/full 2>/dev/full", 74)]
    [InlineData("pool get Edge 2>&-", 2)]
    [InlineData("pool get Edge 2>/dev/full", 2)]
    public async Task Where_nothing_can_be_said_the_exit_code_says_it(string arguments, int exitCode)
    {
        using var run = CommandRun.Start("bash", ["-c", $"exec {CommandRun.Program} {arguments}"]);
        await run.WaitForEndAsync();

        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task Output_and_errors_can_share_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var run = CommandRun.Start(
                "bash", ["-c", $"{{ {CommandRun.Program} --version; {CommandRun.Program} pool get Edge; {CommandRun.Program} --version; }} > {file} 2>&1"]);
            await run.WaitForEndAsync();

            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(4, lines.Length);
            Assert.Equal(lines[0], lines[3]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
