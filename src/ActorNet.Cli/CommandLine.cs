using System.CommandLine;
using System.CommandLine.Invocation;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Commands;
using ActorNet.Cli.Commands.Audit;
using ActorNet.Cli.Commands.Explain;
using ActorNet.Cli.Commands.Export;
using ActorNet.Cli.Commands.Flannel;
using ActorNet.Cli.Commands.History;
using ActorNet.Cli.Commands.Import;
using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Cli.Commands.Restore;
using ActorNet.Cli.Commands.Shards;
using ActorNet.Cli.Commands.Status;
using ActorNet.Cli.Commands.Watch;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;

namespace ActorNet.Cli;

/// <summary>The command <c>actornet</c>: what there is to say, and how saying it wrong is answered.</summary>
internal static class CommandLine
{
    private const int BrokenPipe = 32; // EPIPE, asm-generic/errno-base.h

    // "@file" must stay what it says: a name that is not a name, with an error that says so.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken interrupt)
    {
        var options = new GlobalOptions();
        var host = new CommandHost(options, terminal, TimeProvider.System);
        var result = CreateRoot(options, host).Parse(args, Parsing);
        if (result.Action is ParseErrorAction)
            return host.Report(UsageErrors.From(result), OutputFormats.Guess(args));

        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,

            // Ctrl-C is ours: each command says what it means.
            ProcessTerminationTimeout = null,
        };
        try
        {
            var code = await result.InvokeAsync(invocation, interrupt);
            await terminal.Output.FlushAsync(CancellationToken.None);
            return (ExitCode)code;
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The latter where standard output was closed from the beginning (EBADF).
            return host.Report(new CommandFailure(ExitCode.OutputFailed, "OUTPUT", $"the output cannot be written: {exception.Message}"), OutputFormats.Guess(args));
        }
    }

    private static RootCommand CreateRoot(GlobalOptions options, CommandHost host)
    {
        var root = new RootCommand("Shows and manages the pools and leases of an ActorNet cluster.")
        {
            PoolCommand.Create(host),
            ReservationCommand.Create(host),
            LeaseCommand.Create(host),
            WatchCommand.Create(host),
            ShardsCommand.Create(host),
            ExplainCommand.Create(host),
            AuditCommand.Create(host),
            WhoisCommand.Create(host),
            HistoryCommand.Create(host),
            ExportCommand.Create(host, options),
            RestoreCommand.Create(host),
            ImportCommand.Create(host),
            FlannelCommand.Create(host),
            StatusCommand.Create(host),
        };
        options.AddTo(root);
        HelpWithExitCodes.AddTo(root);
        return root;
    }
}
