using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>Says each problem once when it appears or changes, and once when it is gone, however often it is seen.</summary>
internal sealed partial class ProblemLog(ILogger logger, TimeProvider clock)
{
    /// <summary>Ten thousand nodes that cannot be reached have one cause, and it is in the first lines.</summary>
    private const int MostLines = 20;

    private volatile IReadOnlyList<StandingProblem> _standing = [];

    /// <summary>The problems that there are now, the oldest first. For any thread.</summary>
    public ImmutableArray<StandingProblem> Standing => [.. _standing];

    /// <summary>Takes all problems that there are now.</summary>
    public void Report(IEnumerable<Problem> problems)
    {
        var known = _standing.ToDictionary(problem => problem.Subject, StringComparer.Ordinal);
        var current = new Dictionary<string, StandingProblem>(StringComparer.Ordinal);
        var news = new List<string>();
        foreach (var (subject, message) in problems)
        {
            var before = known.GetValueOrDefault(subject);
            if (current.TryAdd(subject, new StandingProblem(subject, message, before?.Since ?? clock.GetUtcNow())) && before?.Message != message)
                news.Add(message);
        }

        Say(news, Log.Appeared, Log.MoreAppeared);
        Say([.. known.Keys.Where(subject => !current.ContainsKey(subject))], Log.Solved, Log.MoreSolved);
        _standing = [.. current.Values.OrderBy(problem => problem.Since)];
    }

    private void Say(List<string> lines, Action<ILogger, string> one, Action<ILogger, int> more)
    {
        foreach (var line in lines.Take(MostLines))
            one(logger, line);
        if (lines.Count > MostLines)
            more(logger, lines.Count - MostLines);
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Warning, "{Message}")]
        public static partial void Appeared(ILogger logger, string message);

        [LoggerMessage(401, LogLevel.Information, "No more trouble with {Subject}.")]
        public static partial void Solved(ILogger logger, string subject);

        [LoggerMessage(431, LogLevel.Warning, "There are {Count} more problems like these.")]
        public static partial void MoreAppeared(ILogger logger, int count);

        [LoggerMessage(432, LogLevel.Information, "No more trouble with {Count} others.")]
        public static partial void MoreSolved(ILogger logger, int count);
    }
}
