namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>Waits, for a bounded time, until something is so.</summary>
internal static class Eventually
{
    /// <summary>More than any pause between attempts that the product makes, 30 s at most, and what a busy machine adds to it.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Task IsTrue(Func<bool> condition, string what, Func<string>? onFailure = null) => IsTrue(() => Task.FromResult(condition()), what, onFailure);

    public static async Task IsTrue(Func<Task<bool>> condition, string what, Func<string>? onFailure = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Bound)
                Assert.Fail($"within {Bound.TotalSeconds} s it did not happen that {what}{(onFailure is null ? "" : $"\n{onFailure()}")}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
