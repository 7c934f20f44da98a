using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Client;
using ActorNet.Client.Calls;

namespace ActorNet.Cli.Commands;

/// <summary>What runs in every command: reading the global options, and turning whatever went wrong into a report and an exit code.</summary>
internal sealed class CommandHost(GlobalOptions options, Terminal terminal, TimeProvider time)
{
    // A page of 10,000 leases with all their labels.
    private const int MaxMessageBytes = 256 << 20;

    /// <summary>Gives a command what it does.</summary>
    public void SetAction(Command command, Func<ParseResult, Session, CancellationToken, Task<ExitCode>> action) =>
        command.SetAction(async (parse, cancellationToken) => (int)await RunAsync(parse, action, cancellationToken));

    /// <summary>Tells a failure on standard error, in the form that standard output would have had.</summary>
    public ExitCode Report(CommandFailure failure, OutputFormat format)
    {
        try
        {
            if (format.IsDocument())
                terminal.Error.WriteLine(FailureJson.Render(failure, format));
            else
                terminal.Error.Write(FailureText.Render(failure));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Standard error is full or closed; the exit code is all that is left to say it with.
        }

        return failure.Exit;
    }

    private async Task<ExitCode> RunAsync(
        ParseResult parse,
        Func<ParseResult, Session, CancellationToken, Task<ExitCode>> action,
        CancellationToken cancellationToken)
    {
        var format = options.OutputOf(parse);
        var timeout = options.TimeoutOf(parse);
        try
        {
            await using var client = new CoordinatorClient(new CoordinatorClientOptions
            {
                Endpoints = options.EndpointsOf(parse),
                MaxReceiveMessageSize = MaxMessageBytes,
                Time = time,
            });
            return await action(parse, new Session(client, terminal, format, timeout, time), cancellationToken);
        }
        catch (CommandException exception)
        {
            return Report(exception.Failure, format);
        }
        catch (CoordinatorCallException exception)
        {
            return Report(ServiceFailures.From(exception), format);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
