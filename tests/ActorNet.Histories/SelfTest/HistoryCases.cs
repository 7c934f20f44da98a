using ActorNet.Addressing;
using ActorNet.Histories.Holds;
using ActorNet.Histories.Linearizability;
using ActorNet.Histories.Operations;
using ActorNet.Histories.Packets;
using ActorNet.Histories.Recording;
using static ActorNet.Histories.SelfTest.GoodHistory;

namespace ActorNet.Histories.SelfTest;

/// <summary>What goes wrong between clients, kernels and packets.</summary>
internal static class HistoryCases
{
    public static IEnumerable<SelfTestCase> All =>
    [
        .. Of(nameof(Overlap), Overlap.Check,
            ("c believes before a has stopped", history => Move<HoldBegan>(history, began => began.Node == "c", 4.5)),
            ("a larger subnet is believed in around both", history => Add(history, 7, new HoldBegan("x", "x", 9, [Prefix.Parse("10.0.0.0/23")], Ns(8)))),
            ("b goes on until after d has begun", history => Change<HoldExtended>(history, extended => extended.Holder == "b", extended => extended with { UntilNs = Ns(17) })),
            ("a kernel uses what another node believes in", history => Add(history, 7, new Observed("a", [First], 1))),
            ("a clone believes as well", history => Add(history, 6.5, new HoldBegan("c2", "c", 3, [First], Ns(9))))),
        .. Of(nameof(EpochOrder), EpochOrder.Check,
            ("c has an older epoch than a had", history => Change<HoldBegan>(history, began => began.Node == "c", began => began with { Epoch = 0 })),
            ("d has the epoch that b had", history => Change<HoldBegan>(history, began => began.Node == "d", began => began with { Epoch = 2 })),
            ("c goes back to an epoch before", history => Add(history, 23, new HoldBegan("c", "c", 2, [Prefix.Parse("10.0.9.0/24")], Ns(24))))),
        .. Of(nameof(LinearizabilityCheck), LinearizabilityCheck.Check,
            ("a renewal succeeds after the release", history => Ask(history, 5.5, "a", OperationVerb.Renew, 1, new Succeeded(0, [], 1, TimeSpan.FromSeconds(6)))),
            ("a lease that is held is not found", history => Ask(history, 11, "c", OperationVerb.Renew, 3, new Failed(0, "LEASE_NOT_FOUND"))),
            ("an acquire that is repeated gets another subnet", history => Ask(history, 11, "c", OperationVerb.Acquire, null, new Succeeded(0, [Second], 3, TimeSpan.FromSeconds(6)))),
            ("a released node gets its old epoch again", history => Ask(history, 8, "a", OperationVerb.Acquire, null, new Succeeded(0, [Second], 1, TimeSpan.FromSeconds(6)))),
            ("a lease expires before its time", history => Ask(history, 12, "b", OperationVerb.Renew, 2, new Failed(0, "LEASE_NOT_FOUND")))),
        .. Of(nameof(LostLeases), history => LostLeases.Check(history, Stored, EndNs),
            ("g was granted a lease that is not there", history => Ask(history, 23, "g", OperationVerb.Acquire, null, new Succeeded(0, [Second], 9, TimeSpan.FromSeconds(6)))),
            ("c was told of another epoch", history => Ask(history, 23, "c", OperationVerb.Acquire, null, new Succeeded(0, [First], 7, TimeSpan.FromSeconds(6)))),
            ("d was told of another subnet", history => Change<Succeeded>(history, success => success.Epoch == 4 && success.Subnets.Count > 0, success => success with { Subnets = [First] })),
            ("c gave back what is there", history => Ask(history, 23, "c", OperationVerb.Release, 3, new Succeeded(0, [First], 3))),
            ("nobody can have asked for what d has", history => Change<Succeeded>(history, success => success.Epoch == 4, success => success with { Epoch = 3 }))),
        .. Of(nameof(Deadlines), Deadlines.Check,
            ("a belief counts from the answer", history => Change<HoldBegan>(history, began => began.Node == "a", began => began with { UntilNs = began.UntilNs + Ns(0.1) })),
            ("an extension has no margin", history => Change<HoldExtended>(history, extended => extended.Holder == "b", extended => extended with { UntilNs = extended.UntilNs + Ns(0.17) })),
            ("a belief comes from no answer", history => Change<HoldBegan>(history, began => began.Node == "d", began => began with { Epoch = 5 })),
            ("b's subnet changes hands before T + g", history => Move<Succeeded>(Move<Invoked>(history, asked => asked is { Node: "d", Verb: OperationVerb.Acquire }, 12), success => success is { Epoch: 4, Subnets.Count: > 0 }, 12.1))),
        .. Of(nameof(PacketLoss), history => PacketLoss.Check(history, static (fault, _, _) => fault.Name == "link down"),
            ("a packet is lost while nothing is wrong", history => Without<PacketReceived>(history, packet => packet.Number == 15)),
            ("the fault is one of the control plane", history => Change<FaultBegan>(Without<FaultEnded>(history, _ => true), _ => true, fault => fault with { Name = "kill" })),
            ("packets are lost long after the fault", history => Without<PacketReceived>(history, packet => packet.Number is 12 or 13)),
            ("answers come from somebody else", history => Change<PacketReceived>(history, packet => packet.Number == 3, packet => packet with { To = "e" }))),
    ];

    private static IEnumerable<SelfTestCase> Of(
        string checker,
        Func<IReadOnlyList<HistoryEvent>, IReadOnlyList<string>> check,
        params IEnumerable<(string What, Func<IReadOnlyList<HistoryEvent>, IReadOnlyList<HistoryEvent>> Corrupt)> corruptions) =>
    [
        new(checker, null, () => check(Make())),
        .. corruptions.Select(corruption => new SelfTestCase(checker, corruption.What, () => check(corruption.Corrupt(Make())))),
    ];

    private static IReadOnlyList<HistoryEvent> Change<T>(IReadOnlyList<HistoryEvent> history, Func<T, bool> which, Func<T, T> change)
        where T : HistoryEvent => InOrder(history.Select(one => one is T wanted && which(wanted) ? change(wanted) : one));

    private static IReadOnlyList<HistoryEvent> Move<T>(IReadOnlyList<HistoryEvent> history, Func<T, bool> which, double to)
        where T : HistoryEvent => Change(history, which, one => one with { AtNs = Ns(to) });

    private static IReadOnlyList<HistoryEvent> Without<T>(IReadOnlyList<HistoryEvent> history, Func<T, bool> which)
        where T : HistoryEvent => [.. history.Where(one => one is not T wanted || !which(wanted))];

    private static IReadOnlyList<HistoryEvent> Add(IReadOnlyList<HistoryEvent> history, double at, params IEnumerable<HistoryEvent> more) =>
        InOrder(history.Concat(more.Select(one => one with { AtNs = Ns(at) })));

    /// <summary>One more operation, which takes a moment.</summary>
    private static IReadOnlyList<HistoryEvent> Ask(IReadOnlyList<HistoryEvent> history, double at, string node, OperationVerb verb, long? epoch, HistoryEvent answer)
    {
        var number = history.OfType<Invoked>().Max(asked => asked.Operation) + 1;
        HistoryEvent numbered = answer switch
        {
            Succeeded success => success with { Operation = number },
            Failed failure => failure with { Operation = number },
            _ => answer,
        };
        return Add(Add(history, at, new Invoked(number, node, node, string.Empty, verb, epoch)), at + 0.01, numbered);
    }

    private static IReadOnlyList<HistoryEvent> InOrder(IEnumerable<HistoryEvent> history) => [.. history.OrderBy(one => one.AtNs)];
}
