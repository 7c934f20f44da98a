using ActorNet.Cli.Failures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>Asks the operator before a lease is taken back.</summary>
internal sealed class ReleaseQuestion
{
    private readonly Question _question;

    private ReleaseQuestion(Question question) => _question = question;

    /// <summary>The question, if there is somebody to ask.</summary>
    /// <exception cref="CommandException">There is nobody: standard input is no terminal.</exception>
    public static ReleaseQuestion For(Session session) => new(Question.For(session, "a release"));

    /// <summary>Returns when the answer is yes.</summary>
    /// <exception cref="CommandException">It is anything else.</exception>
    public Task AskAsync(ReleaseLeaseRequest request, CancellationToken cancellationToken) =>
        _question.AskAsync(TextOf(request), "nothing was released", cancellationToken);

    private static string TextOf(ReleaseLeaseRequest request)
    {
        var pool = request.Pool.Length > 0 ? request.Pool : "default";
        var consequence = request.NodeIsDown
            ? "You vouch that the node is down: others can get its subnet at once. "
            : "";
        return $"{consequence}Release the lease of node {request.NodeId} in pool {pool}, epoch {request.Epoch}?";
    }
}
