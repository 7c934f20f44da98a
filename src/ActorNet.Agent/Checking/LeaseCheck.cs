using ActorNet.Agent.Clocks;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Status;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Checking;

/// <summary>Whether this node has a lease, may still believe in it, and the coordinators have the same one.</summary>
internal sealed class LeaseCheck(BootId boot, TimeProvider clock) : ICheck
{
    private const string ToGetOne = "start the agent (systemctl start actornet-agent) and read its log";

    public string Subject => "lease";

    public Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>(
            scene.State is null ? [Finding.Wrong(Subject, scene.StateFault!, ToGetOne)]
            : scene.Lease is not { } lease ? [Finding.Wrong(Subject, "this node has no lease", ToGetOne)]
            : [Belief(scene, lease), Comparison(scene, lease)]);

    private Finding Belief(CheckScene scene, HeldLease lease)
    {
        var saved = scene.State!.Lease!;
        var now = Instant.Now(clock);
        return saved.BootId != boot ? Finding.Wrong(Subject, $"{lease} is of an earlier boot of this machine", ToGetOne)
            : now >= saved.Deadline ? Finding.Wrong(Subject, $"{lease} has lapsed: no coordinator has answered in time", "see why none answers, and that the agent runs")
            : Finding.Ok(Subject, $"{lease}, believed for {Wording.Of(saved.Deadline - now)} more");
    }

    private static Finding Comparison(CheckScene scene, HeldLease lease)
    {
        const string subject = "lease at the coordinators";
        if (scene.Cluster.Fault is { } fault)
            return Finding.Unknown(subject, fault);
        if (scene.Cluster.Own is not { } own)
            return Finding.Wrong(subject, $"they have none for node {scene.Options.Node} in pool {lease.Pool}", "the agent asks again by itself; read its log");

        var theirs = $"{string.Join(", ", own.Subnets)} (epoch {own.Epoch})";
        if (own.Epoch != lease.Epoch.Value || !own.Subnets.SequenceEqual(lease.Subnets.Select(subnet => subnet.ToString())))
            return Finding.Wrong(subject, $"they have {theirs}, this node has {lease}", "the agent follows by itself within a renewal; if it does not, restart it");

        return own.State == LeaseState.Active
            ? Finding.Ok(subject, $"the same, {theirs}")
            : Finding.Wrong(subject, $"{theirs} is {own.State.ToString().ToLowerInvariant()}", "see that the agent runs and reaches a coordinator");
    }
}
