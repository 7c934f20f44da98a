using ActorNet.Agent.Docker;
using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Daemon;

namespace ActorNet.Agent.State;

/// <summary>Docker's part of the state file.</summary>
internal static class DockerCodec
{
    public static DockerDocument? ToDocument(DockerRecord record) => record == DockerRecord.Empty ? null : new DockerDocument
    {
        Edit = record.Edit is not { } edit ? null : new DaemonEditDocument
        {
            Path = edit.Path,
            Existed = edit.Existed,
            WrittenBeside = edit.WrittenBeside,
            Keys = [.. edit.Keys.Select(key => new DaemonKeyDocument { Key = key.Key, Original = key.Original, Previous = key.Previous, Written = key.Written })],
        },
        Change = record.Change is not { } change ? null : new DockerChangeDocument { Step = Name(change.Step), Containers = [.. change.Containers], EngineBefore = change.EngineBefore },
        Target = record.Target is not { } target ? null : new DockerTargetDocument { Subnets = target.Subnets, EngineBefore = target.EngineBefore, TriedOn = target.TriedOn, Failure = target.Failure },
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is not what <see cref="ToDocument"/> makes.</exception>
    public static DockerRecord ToRecord(DockerDocument? document) => document is null ? DockerRecord.Empty : new DockerRecord(
        document.Edit is not { } edit ? null : new DaemonEdit(edit.Path, edit.Existed, [.. edit.Keys.Select(key => new DaemonKey(key.Key, key.Original, key.Previous, key.Written))]) { WrittenBeside = edit.WrittenBeside },
        document.Change is not { } change ? null : new DockerChange(Step(change.Step), [.. change.Containers], change.EngineBefore),
        document.Target is not { } target ? null : new DockerTarget(target.Subnets, target.EngineBefore, target.TriedOn, target.Failure));

    private static string Name(ChangeStep step) => step switch
    {
        ChangeStep.Draining => "draining",
        ChangeStep.Switching => "switching",
        ChangeStep.Undoing => "undoing",
        ChangeStep.Starting => "starting",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step."),
    };

    private static ChangeStep Step(string name) => name switch
    {
        "draining" => ChangeStep.Draining,
        "switching" => ChangeStep.Switching,
        "undoing" => ChangeStep.Undoing,
        "starting" => ChangeStep.Starting,
        _ => throw new FormatException($"'{name}' is no step of a change of Docker's"),
    };
}
