namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Something that an operator should know. docs/flannel.md has the codes.</summary>
/// <param name="Code">What kind of thing it is.</param>
/// <param name="Message">What it is, and what would mend it.</param>
internal sealed record MirrorFinding(string Code, string Message);
