using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Observation;
using ActorNet.Chaos.Running;
using ActorNet.Testing;

namespace ActorNet.Chaos.Scenarios;

/// <summary>The same node id on two hosts: by mistake, and by a disk that was put into another machine.</summary>
/// <remarks>
/// Two machines that run at the same time with copies of one disk are one holder to the coordinators (safety.md rule 8 takes the token for the disk). That
/// is prevented by whoever makes certificates, not here.
/// </remarks>
internal sealed class F07Clones : Scenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override string Id => "F-07";

    public override string Promise => "A second host with the same node id gets nothing while the first one may believe in its lease, unless it has its disk.";

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        var original = await lab.AddGuestAsync("twin", Pools.Default);
        original.Agent.Start();
        await HasLeaseAsync(session, original);
        var lease = original.State!;

        var clone = await lab.AddGuestAsync("twin", Pools.Default);
        await session.Faults.DuringAsync(new Faults.Clone(clone), () => Task.Delay(Pools.TimeToLive + Pools.Grace));
        Require(clone.State is null, $"the clone of {original.Name} was given {clone.State}");
        Require(original.State!.Epoch == lease.Epoch, $"{original.Name} has lost its lease to a clone: {original.Agent.Log}");

        await original.Agent.KillAsync();
        var moved = await lab.AddGuestAsync("twin", Pools.Default);
        Directory.CreateDirectory(moved.StateDirectory);
        File.Copy(Path.Combine(original.StateDirectory, "state.json"), Path.Combine(moved.StateDirectory, "state.json"));
        await lab.RemoveGuestAsync(original);
        await session.Faults.DuringAsync(new Faults.Clone(moved), () => HasLeaseAsync(session, moved));
        Require(moved.State!.Subnets.SequenceEqual(lease.Subnets), $"the moved disk of {original.Name} had {lease} and was given {moved.State}");

        await lab.RemoveGuestAsync(clone);
        await lab.RemoveGuestAsync(moved);
    }

    private static Task HasLeaseAsync(Session session, Node node) => Eventually.HoldsAsync(
        $"a lease of {node.Agent.Name}",
        () => Task.FromResult(node.State is { } state && Clocks.ToHistoryNs(state.Deadline) > session.History.NowNs),
        Patience,
        () => node.Agent.Log);
}
