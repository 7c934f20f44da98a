using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Faults;

/// <summary>A host that says it is a node which another host is, or was.</summary>
internal sealed class Clone(Node node) : Fault("clone", node.Agent.Name)
{
    public override Task InjectAsync()
    {
        node.Agent.Start();
        return Task.CompletedTask;
    }

    public override Task HealAsync() => node.Agent.KillAsync();
}
