using ActorNet.Addressing;
using ActorNet.Cli.Failures;
using ActorNet.Client.Calls;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Reserves what flanneld has given away, and what it may give away still, in a pool whose nodes must not get any of it.</summary>
/// <param name="session">What it works with.</param>
/// <param name="sides">Both sides.</param>
/// <param name="isSure">Whether it is to be done, and not only shown.</param>
internal sealed class PrepareRun(Session session, FlannelSides sides, bool isSure)
{
    /// <summary>Shows or does it.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var view = await sides.ReadAsync(cancellationToken);
        if (view.Flannel.Network is null)
            throw new CommandException(new CommandFailure(ExitCode.Refused, "NO_CONFIG", $"flannel's configuration cannot be read: {view.Flannel.NetworkProblem}"));

        var steps = PreparePlan.Make(view);
        var refusals = new Dictionary<Prefix, string>();
        foreach (var step in isSure ? steps.Where(step => step.Problem is null) : [])
        {
            try
            {
                await sides.ReserveAsync(step.Range, step.NodeId, step.Reason, replaces: null, cancellationToken);
            }
            catch (CoordinatorCallException exception) when (ServiceFailures.From(exception) is { Exit: ExitCode.Refused or ExitCode.Usage } failure)
            {
                refusals[step.Range] = failure.Message;
            }
        }

        var made = steps.Where(step => step.Problem is null && !refusals.ContainsKey(step.Range)).Select(step => step.Range).ToList();
        var isInForce = !isSure || await sides.AreInForceAsync(made, cancellationToken);
        session.Output.Write(new PrepareReport(steps, refusals, isSure, isInForce));
        return refusals.Count > 0 || !isInForce || steps.Any(step => step.Problem is not null) ? ExitCode.Refused : ExitCode.Ok;
    }
}
