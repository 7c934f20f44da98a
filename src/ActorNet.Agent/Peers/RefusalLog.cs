using ActorNet.Client.Endpoints;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Peers;

/// <summary>Says what coordinators tell of other nodes that cannot be; each once a minute, and so many a minute at most. All are counted.</summary>
internal sealed partial class RefusalLog(ILogger logger, TimeProvider clock)
{
    private const int MostLines = 20;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private long _windowSince = clock.GetTimestamp();
    private volatile Refusals _all = Refusals.None;

    /// <summary>What was refused since the agent started. For any thread.</summary>
    public Refusals All => _all;

    public void Note(ReplicaAddress coordinator, string fault)
    {
        _all = new Refusals(_all.Count + 1, fault);
        if (clock.GetElapsedTime(_windowSince) >= Window)
        {
            _said.Clear();
            _windowSince = clock.GetTimestamp();
        }

        if (_said.Count > MostLines || !_said.Add(fault))
            return;

        if (_said.Count <= MostLines)
            Log.Refused(logger, coordinator, fault);
        else
            Log.Further(logger, coordinator);
    }

    private static partial class Log
    {
        [LoggerMessage(303, LogLevel.Warning, "{Coordinator} sent what cannot be: {Fault}")]
        public static partial void Refused(ILogger logger, ReplicaAddress coordinator, string fault);

        [LoggerMessage(304, LogLevel.Warning, "{Coordinator} goes on sending what cannot be. For a minute that is counted only.")]
        public static partial void Further(ILogger logger, ReplicaAddress coordinator);
    }
}

/// <summary>What was refused of what coordinators tell of other nodes.</summary>
/// <param name="Count">How often.</param>
/// <param name="Latest">The last one; null: there was none.</param>
internal sealed record Refusals(long Count, string? Latest)
{
    public static readonly Refusals None = new(0, null);
}
