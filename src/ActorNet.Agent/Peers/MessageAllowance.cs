namespace ActorNet.Agent.Peers;

/// <summary>
/// How much a coordinator may say before it is kept waiting: what it says costs this host's processor and memory. The largest cluster's snapshot comes without a pause, and so does every burst of
/// changes; who goes on without end is read at this pace, and HTTP/2 holds it up.
/// </summary>
internal sealed class MessageAllowance(TimeProvider clock)
{
    /// <summary>In bytes.</summary>
    private const double Capacity = 16 << 20;

    private const double BytesASecond = 1 << 20;

    /// <summary>What a message costs beside its bytes.</summary>
    private const int BytesAMessage = 1024;

    private double _left = Capacity;
    private long _countedAt = clock.GetTimestamp();

    /// <summary>A message has come.</summary>
    /// <param name="bytes">Its size.</param>
    /// <returns>How long to wait for the next one; zero: not at all.</returns>
    public TimeSpan Take(int bytes)
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(Capacity, _left + (clock.GetElapsedTime(_countedAt, now).TotalSeconds * BytesASecond)) - bytes - BytesAMessage;
        _countedAt = now;
        return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / BytesASecond);
    }
}
