namespace ActorNet.Coordinator.Hosting;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    /// <summary>It was asked to stop, and did.</summary>
    public const int Stopped = 0;

    /// <summary>It could not start, or could not go on.</summary>
    public const int Failed = 1;

    /// <summary>Its options are wrong.</summary>
    public const int BadOptions = 2;
}
