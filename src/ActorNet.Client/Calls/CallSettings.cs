namespace ActorNet.Client.Calls;

/// <summary>How much patience a unary call has.</summary>
/// <param name="Timeout">How long it may take, all attempts together; more than 0.</param>
public readonly record struct CallSettings(TimeSpan Timeout)
{
    /// <summary>How long a replica may be silent until another one is asked as well. Default: 300 ms.</summary>
    public TimeSpan HedgeAfter { get; init; } = TimeSpan.FromMilliseconds(300);
}
