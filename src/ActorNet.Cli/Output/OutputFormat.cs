namespace ActorNet.Cli.Output;

/// <summary>For whom the output is.</summary>
internal enum OutputFormat
{
    /// <summary>People.</summary>
    Table,

    /// <summary>Programs.</summary>
    Json,
}
