using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>Says each problem once when it appears or changes, and once when it is gone, however often it is seen.</summary>
internal sealed partial class ProblemLog(ILogger logger)
{
    private Dictionary<string, string> _known = [];

    /// <summary>Takes all problems that there are now.</summary>
    public void Report(IEnumerable<Problem> problems)
    {
        var current = new Dictionary<string, string>();
        foreach (var problem in problems)
            current.TryAdd(problem.Subject, problem.Message);

        foreach (var (subject, message) in current)
        {
            if (_known.GetValueOrDefault(subject) != message)
                Log.Appeared(logger, message);
        }

        foreach (var subject in _known.Keys.Where(subject => !current.ContainsKey(subject)))
            Log.Solved(logger, subject);
        _known = current;
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Warning, "{Message}")]
        public static partial void Appeared(ILogger logger, string message);

        [LoggerMessage(401, LogLevel.Information, "No more trouble with {Subject}.")]
        public static partial void Solved(ILogger logger, string subject);
    }
}
