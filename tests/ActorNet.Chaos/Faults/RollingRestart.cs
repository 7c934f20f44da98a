using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Faults;

/// <summary>Every coordinator is stopped (SIGTERM) and started again, one after the other, as an upgrade does.</summary>
/// <param name="coordinators">All of them.</param>
/// <param name="settle">Waits until all of them work together.</param>
internal sealed class RollingRestart(IReadOnlyList<Coordinator> coordinators, Func<Task> settle) : Fault("rolling restart", "all coordinators")
{
    public override async Task InjectAsync()
    {
        foreach (var coordinator in coordinators)
        {
            var code = await coordinator.Program.StopAsync();
            coordinator.Program.Start();
            if (code != 0)
            {
                throw new InvalidOperationException($"{coordinator.Name} ended with exit code {code} after SIGTERM: {coordinator.Program.Log}");
            }

            await settle();
        }
    }

    public override Task HealAsync() => Task.CompletedTask;
}
