using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary>Asks the operator before a reservation is ended. On standard error, so that standard output has only the result.</summary>
internal sealed class DeleteQuestion
{
    private readonly Terminal _terminal;

    private DeleteQuestion(Terminal terminal) => _terminal = terminal;

    /// <summary>The question, if there is somebody to ask.</summary>
    /// <exception cref="CommandException">There is nobody: standard input is no terminal.</exception>
    public static DeleteQuestion For(Session session) => session.Terminal.InputIsTerminal
        ? new DeleteQuestion(session.Terminal)
        : throw new CommandException(CommandFailure.Usage(
            new FieldViolation("--yes", "the end of a reservation is to be confirmed, and standard input is no terminal to ask at; give --yes if you are sure")));

    /// <summary>Returns when the answer is yes.</summary>
    /// <exception cref="CommandException">It is anything else.</exception>
    public async Task AskAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        var whom = reservation.NodeId.Length > 0 ? $" for node {reservation.NodeId}" : "";
        await _terminal.Error.WriteAsync($"Delete the reservation {reservation.Name} of pool {reservation.Pool}, {reservation.Cidr}{whom}? [y/N] ");
        await _terminal.Error.FlushAsync(cancellationToken);

        // Reading from a terminal cannot be cancelled; Ctrl-C has to be heard while it waits.
        var answer = await Task.Run(_terminal.Input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CommandException(new CommandFailure(ExitCode.Refused, "DECLINED", "not confirmed: nothing was deleted"));
    }
}
