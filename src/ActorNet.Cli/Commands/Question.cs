using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands;

/// <summary>Asks the operator before something is done that cannot be taken back. On standard error, so that standard output has only the result.</summary>
internal sealed class Question
{
    private readonly Terminal _terminal;

    private Question(Terminal terminal) => _terminal = terminal;

    /// <summary>The question, if there is somebody to ask.</summary>
    /// <param name="session">The command's session.</param>
    /// <param name="what">What is to be confirmed: <c>a release</c>.</param>
    /// <exception cref="CommandException">There is nobody: standard input is no terminal.</exception>
    public static Question For(Session session, string what) => session.Terminal.InputIsTerminal
        ? new Question(session.Terminal)
        : throw new CommandException(CommandFailure.Usage(
            new FieldViolation("--yes", $"{what} is to be confirmed, and standard input is no terminal to ask at; give --yes if you are sure")));

    /// <summary>Returns when the answer is yes.</summary>
    /// <param name="text">The question, without what it may be answered with.</param>
    /// <param name="otherwise">What is the case when the answer is anything else: <c>nothing was released</c>.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <exception cref="CommandException">It is anything else.</exception>
    public async Task AskAsync(string text, string otherwise, CancellationToken cancellationToken)
    {
        await _terminal.Error.WriteAsync($"{text} [y/N] ");
        await _terminal.Error.FlushAsync(cancellationToken);

        // Reading from a terminal cannot be cancelled; Ctrl-C has to be heard while it waits.
        var answer = await Task.Run(_terminal.Input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CommandException(new CommandFailure(ExitCode.Refused, "DECLINED", $"not confirmed: {otherwise}"));
    }
}
