using Microsoft.Extensions.Hosting.Systemd;

namespace ActorNet.Agent.Liveness;

/// <summary>What the agent says of itself to systemd (sd_notify(3)). For any thread.</summary>
internal sealed class ServiceVoice(ISystemdNotifier systemd)
{
    private readonly Lock _lock = new();
    private bool _isReady;
    private string _lease = "";
    private string? _docker;
    private string? _said;

    /// <summary>What is ordered after the agent (Docker, say) may start: the host is what the lease says.</summary>
    public void SayReady()
    {
        lock (_lock)
        {
            if (!_isReady)
                systemd.Notify(ServiceState.Ready);
            _isReady = true;
        }
    }

    /// <summary>The agent is going to end.</summary>
    public void SayStopping() => systemd.Notify(ServiceState.Stopping);

    /// <summary>Where the lease stands.</summary>
    public void SayLease(string status)
    {
        lock (_lock)
        {
            _lease = status;
            SayStatus();
        }
    }

    /// <summary>Where Docker stands; null: there is nothing to say.</summary>
    public void SayDocker(string? status)
    {
        lock (_lock)
        {
            _docker = status;
            SayStatus();
        }
    }

    private void SayStatus()
    {
        var status = _docker is null ? _lease : $"{_lease} {_docker}";
        if (status != _said)
            systemd.Notify(new ServiceState($"STATUS={status}"));
        _said = status;
    }
}
