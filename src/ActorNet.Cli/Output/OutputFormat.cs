namespace ActorNet.Cli.Output;

/// <summary>For whom the output is, and in which form.</summary>
internal enum OutputFormat
{
    /// <summary>People.</summary>
    Table,

    /// <summary>People who want all of it.</summary>
    Wide,

    /// <summary>Programs.</summary>
    Json,

    /// <summary>Programs, and people who read what programs do: the same documents as <see cref="Json"/>.</summary>
    Yaml,
}
