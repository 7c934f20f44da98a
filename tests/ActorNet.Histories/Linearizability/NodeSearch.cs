using ActorNet.Histories.Operations;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Linearizability;

/// <summary>
/// Looks for an order of one node's operations, each at a moment between its question and its answer, that one register could have answered so.
/// All orders are followed at once, from answer to answer, and those that come to the same register with the same operations done are one
/// (G. Lowe, "Testing for linearizability", 2017: just-in-time linearization).
/// </summary>
internal sealed class NodeSearch
{
    private const int MostAtOnce = 64;

    private readonly long shortestReclaimNs;
    private readonly Operation?[] underWay = new Operation?[MostAtOnce];

    /// <summary>What may still take effect, at any time and any number of times; see <see cref="LinearizabilityCheck"/>.</summary>
    private readonly List<Invoked> unseen = [];
    private readonly Queue<Configuration> toFollow = new();
    private readonly HashSet<Configuration> reached = [];
    private List<Configuration> possible = [new(LeaseRegister.New, 0)];

    private NodeSearch(TimeSpan? timeToLive) =>
        shortestReclaimNs = timeToLive is { } time ? ClockRules.ShortestReclaimNs(time) : long.MaxValue;

    /// <summary>What is wrong; null: nothing.</summary>
    /// <param name="operations">One node's, in the order in which they were invoked.</param>
    public static string? FindViolation(IReadOnlyList<Operation> operations)
    {
        var search = new NodeSearch(operations.Min(operation => operation.Success?.TimeToLive));
        var answers = new PriorityQueue<int, long>();
        foreach (var operation in operations)
        {
            if (search.EndBefore(operation.Asked.AtNs, answers) is { } violation)
            {
                return violation;
            }

            search.Begin(operation, answers);
        }

        return search.EndBefore(long.MaxValue, answers);
    }

    private void Begin(Operation operation, PriorityQueue<int, long> answers)
    {
        var asked = operation.Asked;
        if (operation.MayArriveLater && asked.Verb != OperationVerb.Renew && !unseen.Exists(other => (other.Verb, other.Epoch) == (asked.Verb, asked.Epoch)))
        {
            unseen.Add(asked);
        }

        if (operation.Answer is Succeeded or Failed)
        {
            var place = Array.IndexOf(underWay, null);
            underWay[place] = operation;
            answers.Enqueue(place, operation.EndedNs);
        }
    }

    private string? EndBefore(long atNs, PriorityQueue<int, long> answers)
    {
        while (answers.TryPeek(out var place, out var endedNs) && endedNs < atNs)
        {
            answers.Dequeue();
            if (End(place) is { } violation)
            {
                return violation;
            }
        }

        return null;
    }

    /// <summary>Keeps what is possible with the operation done by now.</summary>
    private string? End(int place)
    {
        var operation = underWay[place]!;
        var (bit, before) = (1UL << place, possible);
        Close(operation.EndedNs);
        underWay[place] = null;
        possible = [.. reached.Where(configuration => (configuration.Done & bit) != 0).Select(configuration => configuration with { Done = configuration.Done & ~bit }).Distinct()];
        return possible.Count > 0
            ? null
            : $"{operation.Asked.Node}: no owner answers {operation}; before it there was {string.Join(" or ", before.Select(configuration => configuration.Register).Distinct())}";
    }

    /// <summary>All that can come about from what was possible, by what is under way, what nobody sees, and time.</summary>
    private void Close(long nowNs)
    {
        reached.Clear();
        possible.ForEach(Reach);
        while (toFollow.TryDequeue(out var from))
        {
            for (var place = 0; place < MostAtOnce; place++)
            {
                if (underWay[place] is { } operation && (from.Done & (1UL << place)) == 0 && LeaseModel.Apply(from.Register, operation) is { } after)
                {
                    Reach(new Configuration(after, from.Done | (1UL << place)));
                }
            }

            foreach (var asked in unseen)
            {
                ReachIf(LeaseModel.ApplyUnseen(from.Register, asked), from.Done);
            }

            ReachIf(LeaseModel.Expire(from.Register, nowNs, shortestReclaimNs), from.Done);
        }
    }

    private void ReachIf(LeaseRegister? register, ulong done)
    {
        if (register is { } there)
        {
            Reach(new Configuration(there, done));
        }
    }

    private void Reach(Configuration configuration)
    {
        if (reached.Add(configuration))
        {
            toFollow.Enqueue(configuration);
        }
    }

    /// <summary>A register, and which of the operations under way have been done to it.</summary>
    private readonly record struct Configuration(LeaseRegister Register, ulong Done);
}
