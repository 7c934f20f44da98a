using ActorNet.Agent.Configuration;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Platform;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>Keeps the plan true while the interface to the other nodes gets other addresses (from DHCP, say) or another MTU.</summary>
internal sealed partial class HostFollower(AgentOptions options, HostPlan initial, Action<HostPlan> publish, Heartbeats heartbeats, ILogger<HostFollower> logger) : IDisposable
{
    /// <summary>For what no event told.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>A look at the interface that takes longer hangs.</summary>
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromSeconds(15);

    /// <summary>An address that is replaced is gone for a moment; and a burst of events is one change.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(100);

    private readonly Signal _changed = new();
    private HostPlan _plan = initial;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add("interface", Interval + LongestRefresh);
        using var netlink = NetlinkConnection.Open();
        using var monitor = NetlinkMonitor.Open(MonitorGroups.Links | MonitorGroups.Addresses);
        var listening = ListenAsync(monitor, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            await RefreshAsync(netlink, cancellationToken);
            await _changed.WaitAsync(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Breather, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        monitor.Dispose();
        await listening;
    }

    public void Dispose() => _changed.Dispose();

    private async Task ListenAsync(NetlinkMonitor monitor, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in monitor.ReadAllAsync(cancellationToken))
                _changed.Raise();
        }
        catch (NetlinkException exception)
        {
            Log.NotListening(logger, exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private async Task RefreshAsync(NetlinkConnection netlink, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await HostInspector.RefreshAsync(_plan, options, netlink, cancellationToken);
            if (plan == _plan)
                return;

            _plan = plan;
            Log.Changed(logger, plan.Uplink!, string.Join(", ", plan.PublicAddresses), plan.Mtu);
            publish(plan);
        }
        catch (NetlinkException exception)
        {
            Log.NotRead(logger, exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(420, LogLevel.Information, "The interface {Interface} has changed: this node is reached at {Addresses}, with MTU {Mtu}.")]
        public static partial void Changed(ILogger logger, string @interface, string addresses, int mtu);

        [LoggerMessage(421, LogLevel.Error, "The kernel's events cannot be listened to ({Reason}): changes of the interface are found by the timer only.")]
        public static partial void NotListening(ILogger logger, string reason);

        [LoggerMessage(422, LogLevel.Warning, "The interface cannot be read ({Reason}): what is known of it stays in force.")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
