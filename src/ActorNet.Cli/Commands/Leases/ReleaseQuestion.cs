using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>Asks the operator before a lease is taken back. On standard error, so that standard output has only the result.</summary>
internal sealed class ReleaseQuestion
{
    private readonly Terminal _terminal;

    private ReleaseQuestion(Terminal terminal) => _terminal = terminal;

    /// <summary>The question, if there is somebody to ask.</summary>
    /// <exception cref="CommandException">There is nobody: standard input is no terminal.</exception>
    public static ReleaseQuestion For(Session session) => session.Terminal.InputIsTerminal
        ? new ReleaseQuestion(session.Terminal)
        : throw new CommandException(CommandFailure.Usage(
            new FieldViolation("--yes", "a release is to be confirmed, and standard input is no terminal to ask at; give --yes if you are sure")));

    /// <summary>Returns when the answer is yes.</summary>
    /// <exception cref="CommandException">It is anything else.</exception>
    public async Task AskAsync(ReleaseLeaseRequest request, CancellationToken cancellationToken)
    {
        await _terminal.Error.WriteAsync(TextOf(request));
        await _terminal.Error.FlushAsync(cancellationToken);

        // Reading from a terminal cannot be cancelled; Ctrl-C has to be heard while it waits.
        var answer = await Task.Run(_terminal.Input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CommandException(new CommandFailure(ExitCode.Refused, "DECLINED", "not confirmed: nothing was released"));
    }

    private static string TextOf(ReleaseLeaseRequest request)
    {
        var pool = request.Pool.Length > 0 ? request.Pool : "default";
        var consequence = request.NodeIsDown
            ? "You vouch that the node is down: others can get its subnet at once. "
            : "";
        return $"{consequence}Release the lease of node {request.NodeId} in pool {pool}, epoch {request.Epoch}? [y/N] ";
    }
}
