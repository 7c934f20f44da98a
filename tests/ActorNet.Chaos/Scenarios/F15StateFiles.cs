using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Observation;
using ActorNet.Chaos.Running;
using ActorNet.Testing;

namespace ActorNet.Chaos.Scenarios;

/// <summary>An agent's state file cannot be written, or is damaged.</summary>
internal sealed class F15StateFiles : Scenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(15);

    public override string Id => "F-15";

    public override string Promise => "An agent whose disk is full, read-only or damaged believes in less than it could, never in more, and has a lease again when the disk is well.";

    public override async Task RunAsync(Session session, Random random)
    {
        var node = await session.Lab.AddGuestAsync("frail", Pools.Default);
        var disk = await session.Lab.MountStateAsync(node);
        try
        {
            node.Agent.Start();
            await HasLeaseAsync(session, node);
            await session.Faults.DuringAsync(new FullStateDisk(node, disk), Lasting);
            await HasLeaseAsync(session, node);
            await session.Faults.DuringAsync(new ReadOnlyStateDisk(node, disk), Lasting);
            await HasLeaseAsync(session, node);
            for (var flip = 0; flip < 2; flip++)
            {
                await session.Faults.DuringAsync(new FlippedBit(node, random.Next()), () => HasLeaseAsync(session, node));
            }
        }
        finally
        {
            await session.Lab.RemoveGuestAsync(node);
        }
    }

    private static Task HasLeaseAsync(Session session, Node node) => Eventually.HoldsAsync(
        $"a lease of {node.Agent.Name}",
        () => Task.FromResult(node.State is { } state && Clocks.ToHistoryNs(state.Deadline) > session.History.NowNs),
        Patience,
        () => node.Agent.Log);
}
