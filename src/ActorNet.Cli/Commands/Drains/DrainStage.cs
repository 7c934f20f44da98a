namespace ActorNet.Cli.Commands.Drains;

/// <summary>How far a node is with giving up a subnet.</summary>
internal enum DrainStage
{
    /// <summary>It has not got another one.</summary>
    Waits,

    /// <summary>It has got another one, and holds both while it changes over.</summary>
    Moves,

    /// <summary>It has not been heard for longer than usual.</summary>
    Silent,

    /// <summary>An operator took its lease back; it ends when the node can no longer believe in it.</summary>
    Revoked,
}
