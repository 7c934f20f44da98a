using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Operations;

/// <summary>
/// What was acknowledged is there at the end, as it was acknowledged, unless it was given back or nobody renewed it for T + g; and whatever is there
/// was asked for, and not given back (S2, S6, I19).
/// </summary>
public static class LostLeases
{
    /// <summary>All leases that are lost, changed, still there, or were never asked for.</summary>
    /// <param name="history">What was acknowledged.</param>
    /// <param name="stored">All leases that are held, revoked ones too and quarantined ones not.</param>
    /// <param name="atNs">A moment after which <paramref name="stored"/> was read.</param>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history, IReadOnlyCollection<StoredLease> stored, long atNs)
    {
        var present = stored.ToDictionary(lease => lease.Node);
        return
        [
            .. OperationReader.Read(history)
                .GroupBy(operation => operation.Asked.Node)
                .SelectMany(operations => CheckNode([.. operations], present.GetValueOrDefault(operations.Key), atNs)),
        ];
    }

    private static IEnumerable<string> CheckNode(IReadOnlyList<Operation> operations, StoredLease? present, long atNs)
    {
        var grant = operations.Where(operation => operation is { Asked.Verb: OperationVerb.Acquire, Success: not null }).MaxBy(operation => operation.Success!.Epoch);
        if (grant?.Success is { } known)
        {
            var mustBeThere = !MayHaveEnded(operations, known.Epoch) && !MayHaveExpired(operations, known, atNs);
            if (mustBeThere && present is null)
            {
                yield return $"the lease of {known.Epoch} {HistoryText.List(known.Subnets)} is lost: {grant}";
            }

            if (mustBeThere && present is not null && (present.Epoch != known.Epoch || !present.Subnets.SequenceEqual(known.Subnets)))
            {
                yield return $"{present} is there instead of {HistoryText.List(known.Subnets)} with epoch {known.Epoch}: {grant}";
            }

            if (present is not null && present.Epoch <= known.Epoch && operations.FirstOrDefault(operation => Ended(operation, present.Epoch)) is { } end)
            {
                yield return $"{present} was given back and is there: {end}";
            }
        }

        if (present is not null && present.Epoch > (grant?.Success!.Epoch ?? 0) && !operations.Any(MayGrantUnseen))
        {
            yield return $"{present} is there, and nobody has asked for it: {grant?.ToString() ?? "no acquire"} is the last grant that was answered, and no copy of an acquire can be on its way";
        }
    }

    private static bool MayGrantUnseen(Operation operation) => operation.Asked.Verb == OperationVerb.Acquire && operation.MayArriveLater;

    private static bool Ended(Operation operation, long epoch) =>
        operation.Asked.Verb is OperationVerb.Release or OperationVerb.End && operation.Success?.Epoch == epoch;

    /// <summary>Somebody has asked for its end, or its node for another one in its place, and may have been heard.</summary>
    private static bool MayHaveEnded(IEnumerable<Operation> operations, long epoch) => operations.Any(operation => operation.Asked switch
    {
        { Verb: OperationVerb.Release or OperationVerb.Revoke or OperationVerb.End } asked => asked.Epoch == epoch && operation is not { Answer: Failed, MayArriveLater: false },
        { Verb: OperationVerb.Acquire } asked => asked.Epoch >= epoch && operation is not { Answer: Failed, MayArriveLater: false },
        _ => false,
    });

    private static bool MayHaveExpired(IEnumerable<Operation> operations, Succeeded grant, long atNs)
    {
        var confirmedNs = operations.Where(operation => operation.Success?.Epoch == grant.Epoch && operation.Success.TimeToLive is not null).Max(operation => operation.SentNs);
        return atNs - confirmedNs >= ClockRules.ShortestReclaimNs(grant.TimeToLive!.Value);
    }
}
