using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>
/// Tells <paramref name="onChanged"/> when anybody may have changed nf_tables: at once, but not more than twice a second. Where the kernel does not tell, that often; whoever is told asks
/// for the number of the latest transaction before it does anything else.
/// </summary>
internal sealed partial class NftablesFollower(Action onChanged, ILogger<NftablesFollower> logger)
{
    /// <summary>Somebody who changes a great deal must not take the processor with it.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var monitor = TryOpen();
            if (monitor is not null)
                await ListenAsync(monitor, cancellationToken);
            while (true)
                await TellAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private NftablesMonitor? TryOpen()
    {
        try
        {
            return NftablesMonitor.Open();
        }
        catch (NetlinkException exception)
        {
            Log.NotListening(logger, exception.Message);
            return null;
        }
    }

    private async Task ListenAsync(NftablesMonitor monitor, CancellationToken cancellationToken)
    {
        try
        {
            while (await monitor.WaitAsync(cancellationToken))
                await TellAsync(cancellationToken);
        }
        catch (NetlinkException exception)
        {
            Log.NotListening(logger, exception.Message);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        onChanged();
        await Task.Delay(Breather, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(504, LogLevel.Warning, "The kernel does not tell of changes of nf_tables ({Reason}): it is asked twice a second.")]
        public static partial void NotListening(ILogger logger, string reason);
    }
}
