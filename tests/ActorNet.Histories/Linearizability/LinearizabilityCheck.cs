using ActorNet.Histories.Operations;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Linearizability;

/// <summary>
/// For each node there is an order of its operations, each done at one moment between question and answer, in which one lease would have answered as
/// the cluster did (S2, I5, I11, I12). Refusals count as far as they say how the node stands.
/// <para>
/// What nobody knows of may have been done, and may be done at any later time: an <see cref="Unknown"/>, and a copy that was sent to another
/// replica and whose answer nobody waited for (<see cref="Succeeded.MayArriveAgain"/>). Such a one is allowed to take effect any number of times,
/// because a client that goes on asking sends any number of copies. That is more than a single late copy can do, so a fault that only a copy
/// done twice explains is not found here; the journal's checks find it, for they see each grant with its request id.
/// </para>
/// </summary>
public static class LinearizabilityCheck
{
    /// <summary>One sentence for each node for which there is no such order.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history) =>
    [
        .. OperationReader.Read(history)
            .GroupBy(operation => operation.Asked.Node, (_, operations) => NodeSearch.FindViolation([.. operations]))
            .OfType<string>(),
    ];
}
