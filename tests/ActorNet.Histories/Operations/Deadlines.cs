using ActorNet.Addressing;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Operations;

/// <summary>
/// Nobody believes for longer than from when it sent what was answered, plus T less the margin (safety.md rule 4, I7); and nobody gets what was not given
/// back sooner than T + g after its owner last said that it may go on (rule 5, I8).
/// </summary>
public static class Deadlines
{
    /// <summary>All beliefs that are too long, and all subnets that changed hands too soon.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history)
    {
        var operations = OperationReader.Read(history);
        return [.. FindLongBeliefs(history, operations), .. FindEarlyReuse(operations)];
    }

    /// <summary>A holder whose node has no operations in the history, an agent that is only looked at, is judged by its overlaps alone.</summary>
    private static IEnumerable<string> FindLongBeliefs(IReadOnlyList<HistoryEvent> history, IReadOnlyList<Operation> operations)
    {
        var asked = operations.ToDictionary(operation => operation.Asked.Operation);
        var allowed = new Dictionary<(string Node, long Epoch), long>();
        var nodes = operations.Select(operation => operation.Asked.Node).ToHashSet();
        var holders = new Dictionary<string, (string Node, long Epoch)>();
        foreach (var change in history)
        {
            switch (change)
            {
                case Succeeded { TimeToLive: { } timeToLive } success:
                    var operation = asked[success.Operation];
                    var lease = (operation.Asked.Node, success.Epoch);
                    var until = operation.SentNs + ClockRules.ToNs(timeToLive) - ClockRules.MarginNs(timeToLive);
                    allowed[lease] = Math.Max(allowed.GetValueOrDefault(lease), until);
                    break;
                case HoldBegan began:
                    holders[began.Holder] = (began.Node, began.Epoch);
                    if (IsTooLong(began.Node, began.Epoch, began.UntilNs))
                    {
                        yield return Say(began.Holder, began.Node, began.Epoch, began.UntilNs);
                    }

                    break;
                case HoldExtended extended when holders.TryGetValue(extended.Holder, out var held) && IsTooLong(held.Node, held.Epoch, extended.UntilNs):
                    yield return Say(extended.Holder, held.Node, held.Epoch, extended.UntilNs);
                    break;
            }
        }

        bool IsTooLong(string node, long epoch, long untilNs) => nodes.Contains(node) && untilNs > allowed.GetValueOrDefault((node, epoch));

        string Say(string holder, string node, long epoch, long untilNs) => allowed.TryGetValue((node, epoch), out var most)
            ? $"{holder} believes in epoch {epoch} of {node} until {HistoryText.At(untilNs)}, {HistoryText.Span(untilNs - most)} longer than it was told"
            : $"{holder} believes in epoch {epoch} of {node}, which nobody was told of";
    }

    private static IEnumerable<string> FindEarlyReuse(IReadOnlyList<Operation> operations)
    {
        var mayEnd = operations
            .Where(operation => operation.Asked.Verb is OperationVerb.Release or OperationVerb.End && operation is not { Answer: Failed, MayArriveLater: false })
            .Select(operation => (operation.Asked.Node, operation.Asked.Epoch))
            .ToHashSet();
        var confirmedNs = new Dictionary<(string Node, long Epoch), long>();
        var lastOf = new Dictionary<Prefix, Operation>();
        foreach (var operation in operations.Where(operation => operation.Success?.TimeToLive is not null).OrderBy(operation => operation.EndedNs))
        {
            var (node, success) = (operation.Asked.Node, operation.Success!);
            foreach (var subnet in success.Subnets)
            {
                if (lastOf.TryGetValue(subnet, out var before)
                    && before.Asked.Node != node
                    && !mayEnd.Contains((before.Asked.Node, before.Success!.Epoch))
                    && operation.EndedNs - confirmedNs[(before.Asked.Node, before.Success.Epoch)] is var apart
                    && ClockRules.ShortestReclaimNs(before.Success.TimeToLive!.Value) is var shortest
                    && apart < shortest)
                {
                    yield return $"{subnet} went to {node} with epoch {success.Epoch} at {HistoryText.At(operation.EndedNs)}, {HistoryText.Span(apart)} after {before.Asked.Node} "
                        + $"had sent the last renewal of epoch {before.Success.Epoch} that was answered; T + g is {HistoryText.Span(shortest)} on the fastest clock";
                }

                lastOf[subnet] = operation;
            }

            var lease = (node, success.Epoch);
            confirmedNs[lease] = Math.Max(confirmedNs.GetValueOrDefault(lease), operation.SentNs);
        }
    }
}
