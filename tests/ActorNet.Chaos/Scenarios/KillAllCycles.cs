using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>kill -9 of everything, again and again, at any moment: what was acknowledged is there each time, as it was.</summary>
internal sealed class KillAllCycles(int cycles) : Scenario
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public override string Id => "kill-all";

    public override string Promise => $"After kill -9 of everything, {cycles} times, no acknowledged lease is lost or changed.";

    public override async Task RunAsync(Session session, Random random)
    {
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var before = session.Lab.Nodes.ToDictionary(node => node.Name, node => node.State);
            await session.Faults.DuringAsync(new Kill("everything", session.Lab.Everything), TimeSpan.Zero);
            foreach (var node in session.Lab.Nodes)
            {
                Require(
                    before[node.Name] is { } lease && node.State is { } now && now.Epoch == lease.Epoch && now.Subnets.SequenceEqual(lease.Subnets),
                    $"{node.Name} had {before[node.Name]} and has {node.State}");
            }

            await Task.Delay(Longest * random.NextDouble());
        }
    }
}
