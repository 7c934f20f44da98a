using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>Says what was done to the kernel: a few changes one by one, thousands in one line.</summary>
internal sealed partial class ChangeLog(ILogger logger)
{
    private const int MostSingle = 32;

    public void Changed(IReadOnlyList<Change> changes, IReadOnlyList<NetlinkResult> results)
    {
        var level = changes.Count <= MostSingle ? LogLevel.Information : LogLevel.Debug;
        if (logger.IsEnabled(level))
        {
            foreach (var result in results.Where(result => result.Succeeded))
                Log.Changed(logger, level, result.Request);
        }

        if (level == LogLevel.Information || !logger.IsEnabled(LogLevel.Information))
            return;

        var counts = changes.Zip(results).Where(pair => pair.Second.Succeeded).GroupBy(pair => pair.First.Request.Verb.Split(' ') is [var kind, var verb, ..] ? $"{kind} {verb}" : pair.First.Request.Verb);
        Log.ChangedMany(logger, string.Join(", ", counts.Select(count => $"{count.Key}: {count.Count()}")));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 410, Message = "Did {Request}.")]
        public static partial void Changed(ILogger logger, LogLevel level, NetlinkRequest request);

        [LoggerMessage(430, LogLevel.Information, "Did {Counts}.")]
        public static partial void ChangedMany(ILogger logger, string counts);
    }
}
