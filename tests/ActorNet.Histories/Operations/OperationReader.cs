using System.Runtime.InteropServices;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Operations;

/// <summary>Puts questions and answers together.</summary>
internal static class OperationReader
{
    /// <summary>All operations in the order in which they were invoked.</summary>
    public static IReadOnlyList<Operation> Read(IReadOnlyList<HistoryEvent> history)
    {
        var operations = new List<Operation>();
        var places = new Dictionary<long, int>();
        foreach (var change in history)
        {
            switch (change)
            {
                case Invoked asked:
                    places.Add(asked.Operation, operations.Count);
                    operations.Add(new Operation(asked, null));
                    break;
                case Succeeded or Failed or Unknown:
                    ref var operation = ref CollectionsMarshal.AsSpan(operations)[places[NumberOf(change)]];
                    operation = operation with { Answer = change };
                    break;
            }
        }

        return operations;
    }

    private static long NumberOf(HistoryEvent answer) => answer switch
    {
        Succeeded success => success.Operation,
        Failed failure => failure.Operation,
        Unknown unknown => unknown.Operation,
        _ => throw new ArgumentException($"{answer} is not an answer", nameof(answer)),
    };
}
