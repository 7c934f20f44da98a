using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>Says each problem once when it appears or changes, and once when it is gone, however often it is seen.</summary>
internal sealed partial class ProblemLog(ILogger logger, TimeProvider clock)
{
    private volatile IReadOnlyList<StandingProblem> _standing = [];

    /// <summary>The problems that there are now, the oldest first. For any thread.</summary>
    public ImmutableArray<StandingProblem> Standing => [.. _standing];

    /// <summary>Takes all problems that there are now.</summary>
    public void Report(IEnumerable<Problem> problems)
    {
        var known = _standing.ToDictionary(problem => problem.Subject, StringComparer.Ordinal);
        var current = new Dictionary<string, StandingProblem>(StringComparer.Ordinal);
        foreach (var (subject, message) in problems)
        {
            var before = known.GetValueOrDefault(subject);
            if (current.TryAdd(subject, new StandingProblem(subject, message, before?.Since ?? clock.GetUtcNow())) && before?.Message != message)
                Log.Appeared(logger, message);
        }

        foreach (var subject in known.Keys.Where(subject => !current.ContainsKey(subject)))
            Log.Solved(logger, subject);
        _standing = [.. current.Values.OrderBy(problem => problem.Since)];
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Warning, "{Message}")]
        public static partial void Appeared(ILogger logger, string message);

        [LoggerMessage(401, LogLevel.Information, "No more trouble with {Subject}.")]
        public static partial void Solved(ILogger logger, string subject);
    }
}
