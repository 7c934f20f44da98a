using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>kill -9; healed by a start.</summary>
internal sealed class Kill(string what, params IReadOnlyList<SupervisedProgram> programs)
    : Fault($"kill -9 of {what}", string.Join(", ", programs.Select(program => program.Name)))
{
    public override Task InjectAsync() => Task.WhenAll(programs.Select(program => program.KillAsync()));

    public override Task HealAsync()
    {
        foreach (var program in programs)
        {
            program.Start();
        }

        return Task.CompletedTask;
    }
}
