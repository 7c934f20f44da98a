using System.Collections.Immutable;

namespace ActorNet.Agent.Docker.Changing;

/// <summary>A change of Docker's subnet that is under way, as it is in the state file.</summary>
/// <param name="Step">The step that was begun last.</param>
/// <param name="Containers">The containers that were running before it, the oldest first: none is forgotten, however it ends.</param>
/// <param name="EngineBefore">The identity of the engine before it was restarted.</param>
internal sealed record DockerChange(ChangeStep Step, ImmutableArray<string> Containers, string EngineBefore)
{
    public bool Equals(DockerChange? other) =>
        other is not null && Step == other.Step && EngineBefore == other.EngineBefore && Containers.AsSpan().SequenceEqual(other.Containers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Step, EngineBefore, Containers.Length);

    public override string ToString() => Step switch
    {
        ChangeStep.Draining => $"stopping {Containers.Length} containers",
        ChangeStep.Switching => "restarting Docker",
        ChangeStep.Undoing => "putting Docker back",
        ChangeStep.Starting => $"starting {Containers.Length} containers again",
        _ => throw new InvalidOperationException($"{Step} is not a step."),
    };
}
