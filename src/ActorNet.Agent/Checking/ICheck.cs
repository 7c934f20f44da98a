namespace ActorNet.Agent.Checking;

/// <summary>Looks at one side of the node, and changes nothing.</summary>
internal interface ICheck
{
    /// <summary>What it looks at, for the case that it cannot.</summary>
    string Subject { get; }

    /// <summary>Looks. Nothing found means that there is nothing to look at here: the options say so.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken);
}
