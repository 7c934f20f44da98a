namespace ActorNet.Cli.Connection;

/// <summary>How long to wait before the next attempt: 0.2 s, doubling up to 5 s, jittered so that many watchers do not return at once.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        var delay = _next * (0.75 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }

    public void Reset() => _next = First;
}
