namespace ActorNet.Agent.State;

/// <summary>What was done with Docker as JSON.</summary>
internal sealed record DockerDocument
{
    public DaemonEditDocument? Edit { get; init; }

    public DockerChangeDocument? Change { get; init; }

    public DockerTargetDocument? Target { get; init; }
}

/// <summary>What was changed in Docker's configuration file as JSON.</summary>
internal sealed record DaemonEditDocument
{
    public required string Path { get; init; }

    public required bool Existed { get; init; }

    public required string WrittenBeside { get; init; }

    public required DaemonKeyDocument[] Keys { get; init; }
}

/// <summary>One key of it; its values are JSON as text.</summary>
internal sealed record DaemonKeyDocument
{
    public required string Key { get; init; }

    public string? Original { get; init; }

    public string? Previous { get; init; }

    public string? Written { get; init; }
}

/// <summary>A change of Docker's subnet as JSON.</summary>
internal sealed record DockerChangeDocument
{
    public required string Step { get; init; }

    public required string[] Containers { get; init; }

    public required string EngineBefore { get; init; }
}

/// <summary>What Docker is to have as JSON.</summary>
internal sealed record DockerTargetDocument
{
    public required string Subnets { get; init; }

    public required string EngineBefore { get; init; }

    public string? TriedOn { get; init; }

    public string? Failure { get; init; }
}
