namespace ActorNet.Cli.Commands.Import;

/// <summary>What an import does with a subnet.</summary>
internal enum ImportStepKind
{
    /// <summary>A reservation is made: pinned to the node, or for nobody where the node is not known.</summary>
    Reserve,

    /// <summary>The reservation is there, or the node has a lease of exactly this subnet.</summary>
    Keep,

    /// <summary>It cannot be reserved, and nothing is done.</summary>
    Conflict,

    /// <summary>The reservation that an import made is deleted.</summary>
    Delete,
}
