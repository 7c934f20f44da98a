using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Pausing;

namespace ActorNet.Chaos.Faults;

/// <summary>A coordinator stops itself at a named point of its work.</summary>
/// <param name="coordinator">Which.</param>
/// <param name="point">Where.</param>
/// <param name="provoke">What makes it come there; nothing for a point that it passes all the time.</param>
internal sealed class StopAtPoint(Coordinator coordinator, PausePoint point, Func<Task>? provoke = null) : Fault($"stop {point}", coordinator.Name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public override async Task InjectAsync()
    {
        coordinator.PausePoints.Arm(point);
        await (provoke?.Invoke() ?? Task.CompletedTask);
        try
        {
            await coordinator.PausePoints.ReachedAsync(point, Patience);
        }
        catch (TimeoutException)
        {
            coordinator.PausePoints.Disarm(point);
            throw;
        }
    }

    public override Task HealAsync() => coordinator.Program.ResumeAsync();
}
