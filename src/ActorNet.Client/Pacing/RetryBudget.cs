namespace ActorNet.Client.Pacing;

/// <summary>
/// How many attempts more than calls a client may make (gRPC's retry throttling, A6, with a clock): each costs a token, each success brings a part of one
/// back, and so does time. It keeps an outage from being answered by a multiple of the usual calls. Times count from any one moment.
/// </summary>
internal sealed class RetryBudget
{
    public const int Capacity = 10;
    public const double EarnedBySuccess = 0.2;

    public static readonly TimeSpan EarningTime = TimeSpan.FromSeconds(5);

    private double _tokens = Capacity;
    private TimeSpan _countedAt;

    /// <summary>Whether another attempt may be made now; if so, it is paid.</summary>
    public bool TrySpend(TimeSpan now)
    {
        Earn((now - _countedAt) / EarningTime);
        _countedAt = now;
        if (_tokens < 1)
            return false;

        _tokens--;
        return true;
    }

    /// <summary>A call succeeded.</summary>
    public void NoteSuccess() => Earn(EarnedBySuccess);

    private void Earn(double tokens) => _tokens = Math.Min(Capacity, _tokens + tokens);
}
