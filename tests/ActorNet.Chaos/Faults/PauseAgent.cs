using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Faults;

/// <summary>SIGSTOP of an agent.</summary>
internal sealed class PauseAgent(Node node) : Fault("pause of an agent", node.Agent.Name)
{
    public override Task InjectAsync() => node.PauseAsync();

    public override Task HealAsync() => node.ResumeAsync();
}
