using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>Says each problem once when it appears or changes, and once when it is gone, however often it is seen.</summary>
internal sealed partial class ProblemLog(ILogger logger)
{
    /// <summary>Ten thousand nodes that cannot be reached have one cause, and it is in the first lines.</summary>
    private const int MostLines = 20;

    private Dictionary<string, string> _known = [];

    /// <summary>Takes all problems that there are now.</summary>
    public void Report(IEnumerable<Problem> problems)
    {
        var current = new Dictionary<string, string>();
        foreach (var problem in problems)
            current.TryAdd(problem.Subject, problem.Message);

        Say(current.Where(problem => _known.GetValueOrDefault(problem.Key) != problem.Value).Select(problem => problem.Value), Log.Appeared, Log.MoreAppeared);
        Say(_known.Keys.Where(subject => !current.ContainsKey(subject)), Log.Solved, Log.MoreSolved);
        _known = current;
    }

    private void Say(IEnumerable<string> lines, Action<ILogger, string> one, Action<ILogger, int> more)
    {
        var said = 0;
        foreach (var line in lines)
        {
            if (++said <= MostLines)
                one(logger, line);
        }

        if (said > MostLines)
            more(logger, said - MostLines);
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
