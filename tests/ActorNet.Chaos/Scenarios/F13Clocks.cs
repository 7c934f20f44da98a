using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>Wall clocks jump by two hours, and clocks run fast and slow, at agents and at coordinators.</summary>
internal sealed class F13Clocks : Scenario
{
    private const double Fast = 1.009;
    private const double Slow = 0.991;
    private static readonly TimeSpan Hours = TimeSpan.FromHours(2);
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    public override string Id => "F-13";

    public override string Promise => "Wall clocks may jump and clocks may run as wrong as rho allows: nobody believes for too long, and nothing is reassigned too early.";

    public override async Task RunAsync(Session session, Random random)
    {
        foreach (var by in new[] { Hours, -Hours })
        {
            var (coordinator, node) = (random.Pick(session.Lab.Coordinators), random.Pick(session.Lab.Residents));
            await session.Faults.DuringAsync(
                [FalseClock.Jump(coordinator.Program, SetterOf(coordinator), by, FileOf(node, "coordinator")), FalseClock.Jump(node.Agent, SetterOf(node), by, FileOf(node, "agent"))],
                () => Task.Delay(Lasting));
        }

        foreach (var (ofCoordinator, ofAgent) in new[] { (Fast, Slow), (Slow, Fast) })
        {
            var (coordinator, node) = (random.Pick(session.Lab.Coordinators), random.Pick(session.Lab.Residents));
            await session.Faults.DuringAsync(
                [FalseClock.Rate(coordinator.Program, SetterOf(coordinator), ofCoordinator), FalseClock.Rate(node.Agent, SetterOf(node), ofAgent)],
                () => Task.Delay(Lasting));
        }
    }

    private static Action<IReadOnlyList<string>> SetterOf(Coordinator coordinator) => environment => coordinator.Environment = environment;

    private static Action<IReadOnlyList<string>> SetterOf(Node node) => environment => node.Environment = environment;

    private static string FileOf(Node node, string whose) => Path.Combine(node.Directory, $"clock-of-{whose}");
}
