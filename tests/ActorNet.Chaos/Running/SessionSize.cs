using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Running;

/// <summary>How large a session is.</summary>
/// <param name="Lab">What the lab has.</param>
/// <param name="SimulatedResidents">How many simulated nodes stay.</param>
/// <param name="SimulatedVisitors">How many come and go.</param>
internal sealed record SessionSize(LabOptions Lab, int SimulatedResidents, int SimulatedVisitors)
{
    /// <summary>For <c>make chaos</c>: 24 agents, which is what two cores can start at once after kill -9 of everything.</summary>
    public static readonly SessionSize Full = new(new LabOptions(Nodes: 16, CalmNodes: 8, HasDisks: true), SimulatedResidents: 24, SimulatedVisitors: 3);

    /// <summary>For <c>make test</c>: 12 agents.</summary>
    public static readonly SessionSize Short = new(new LabOptions(Nodes: 8, CalmNodes: 4, HasDisks: false), SimulatedResidents: 12, SimulatedVisitors: 2);

    /// <summary>For many crashes of everything: 6 agents, and leases that outlive the start of it all.</summary>
    public static readonly SessionSize Small =
        new(new LabOptions(Nodes: 3, CalmNodes: 3, HasDisks: false) { TimeToLive = TimeSpan.FromMinutes(2) }, SimulatedResidents: 24, SimulatedVisitors: 3);
}
