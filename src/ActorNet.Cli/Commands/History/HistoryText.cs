using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.History;

/// <summary>What both reports of the past say in the same words.</summary>
internal static class HistoryText
{
    /// <summary>The pool; which one of that name, where there was another before.</summary>
    public static string Pool(string name, long generation) => generation > 1 ? $"{name} (generation {generation})" : name;

    /// <summary>Who it was; of an operator also the name of the attempt, which leads to the logs.</summary>
    public static string By(HistoryActor actor, string requestId) =>
        actor == HistoryActor.Operator && requestId.Length > 0 ? $"{actor.Words()} ({requestId})" : actor.Words();
}
