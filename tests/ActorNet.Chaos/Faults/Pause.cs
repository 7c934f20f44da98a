using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>SIGSTOP; healed by SIGCONT.</summary>
internal sealed class Pause(string what, SupervisedProgram program) : Fault($"pause of {what}", program.Name)
{
    public override Task InjectAsync() => program.PauseAsync();

    public override Task HealAsync() => program.ResumeAsync();
}
