using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands;

/// <summary>
/// Shows what is about to happen and asks before anything is destroyed. On standard error, so that standard output has only the result. Made before
/// anything else is done, so that a script that cannot answer learns so before it has done half of it.
/// </summary>
internal sealed class Confirmation
{
    private readonly Terminal? _terminal;

    private Confirmation(Terminal? terminal) => _terminal = terminal;

    /// <summary>Whether somebody is asked, and so wants to see what is about to happen.</summary>
    public bool IsNeeded => _terminal is not null;

    /// <summary>The question, if there is somebody to ask; none where <c>--yes</c> was given.</summary>
    /// <param name="session">The run.</param>
    /// <param name="isGiven">Whether <c>--yes</c> was given.</param>
    /// <param name="what">What is to be confirmed, with its article: <c>a release</c>.</param>
    /// <exception cref="CommandException">There is nobody: standard input is no terminal.</exception>
    public static Confirmation For(Session session, bool isGiven, string what) => isGiven ? new Confirmation(null)
        : session.Terminal.InputIsTerminal ? new Confirmation(session.Terminal)
        : throw new CommandException(CommandFailure.Usage(
            new FieldViolation("--yes", $"{what} is to be confirmed, and standard input is no terminal to ask at; give --yes if you are sure")));

    /// <summary>Returns when the answer is yes, or was given in advance.</summary>
    /// <param name="effects">What will happen, a sentence or two a line.</param>
    /// <param name="question">The question, without what can be answered.</param>
    /// <param name="ifDeclined">What is said where the answer is anything else, for example <c>nothing was released</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CommandException">It is anything else.</exception>
    public async Task AskAsync(IEnumerable<string> effects, string question, string ifDeclined, CancellationToken cancellationToken)
    {
        if (_terminal is null)
            return;

        foreach (var effect in effects)
            await _terminal.Error.WriteLineAsync(Printable.Line(effect));

        await _terminal.Error.WriteAsync($"{Printable.Line(question)} [y/N] ");
        await _terminal.Error.FlushAsync(cancellationToken);

        // Reading from a terminal cannot be cancelled; Ctrl-C has to be heard while it waits.
        var answer = await Task.Run(_terminal.Input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CommandException(new CommandFailure(ExitCode.Refused, "DECLINED", $"not confirmed: {ifDeclined}"));
    }
}
