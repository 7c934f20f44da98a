namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>One host with an agent that is granted <c>10.244.1.0/24</c>, one other node that is only a lease, and a coordinator.</summary>
public abstract class SingleNodeLab : IAsyncLifetime
{
    internal const string PeerRoute = "10.244.2.0/24 via 10.77.0.2 dev eth0";

    private readonly Lab _lab = new(hosts: 1);

    internal Host Switch => _lab.Switch;

    internal ScriptedCoordinator Coordinator { get; private set; } = null!;

    internal ScriptedLeases Leases => Coordinator.Leases;

    internal AgentNode Node { get; private set; } = null!;

    /// <summary>The host is switched off and on: the agent is dead, the kernel is another one, the disk is the same.</summary>
    internal void Reboot()
    {
        Node.Process.Kill();
        _lab.Reboot(1);
        Node.BootId = Guid.NewGuid().ToString();
    }

    public async ValueTask InitializeAsync()
    {
        Coordinator = new ScriptedCoordinator(_lab);
        Leases.Assign("n1", "10.244.1.0/24");
        Leases.PutPeer("n2", "10.77.0.2", "10.244.2.0/24");
        await Coordinator.StartAsync();
        Node = new AgentNode(_lab[1], "n1", Coordinator.Url);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Node.Dispose();
        await Coordinator.DisposeAsync();
        _lab.Dispose();
    }
}
