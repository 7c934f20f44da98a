using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Liveness;

/// <summary>
/// Tells systemd that the agent lives, for as long as all of its loops turn (sd_watchdog_enabled(3)). When one hangs nothing is said any more, and systemd
/// starts the agent anew; the kernel's state stays as it is meanwhile.
/// </summary>
internal sealed partial class Watchdog(Heartbeats heartbeats, ISystemdNotifier systemd, ILogger<Watchdog> logger)
{
    private const string IntervalVariable = "WATCHDOG_USEC";
    private const string ProcessVariable = "WATCHDOG_PID";
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    private string? _stuck;

    /// <summary>Within which time systemd wants to hear from this process; null: it does not.</summary>
    /// <param name="read">Reads a variable of the environment.</param>
    /// <param name="process">The id of this process.</param>
    public static TimeSpan? FindInterval(Func<string, string?> read, int process)
    {
        var isOurs = read(ProcessVariable) is not { Length: > 0 } owner || owner == process.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(read(IntervalVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is > 0 and <= long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    /// <summary>Runs until cancelled; not at all where nobody wants to hear.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (FindInterval(Environment.GetEnvironmentVariable, Environment.ProcessId) is not { } interval)
            return;

        // A ping that is left out once, because a pause has just ended, or that comes late is not missed yet.
        using var timer = new PeriodicTimer(interval / 3);
        try
        {
            do
            {
                Ping();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private void Ping()
    {
        var stuck = string.Join(", ", heartbeats.Stuck);
        if (stuck.Length == 0)
            systemd.Notify(Alive);
        else if (stuck != _stuck)
            Log.Stuck(logger, stuck);
        _stuck = stuck;
    }

    private static partial class Log
    {
        [LoggerMessage(551, LogLevel.Critical, "Hanging: {Loops}. systemd is told nothing any more until that ends, and starts the agent anew.")]
        public static partial void Stuck(ILogger logger, string loops);
    }
}
