namespace ActorNet.Agent.Commands;

/// <summary>What the process answers to who started it.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It could not do what it was asked to.</summary>
    public const int Failure = 1;

    /// <summary>The options are wrong; nothing was done.</summary>
    public const int Configuration = 2;

    /// <summary>Everything of this host was given up, but no coordinator has answered: the lease ends by itself, or by another <c>release</c>.</summary>
    public const int ReleaseUnanswered = 3;

    /// <summary>Nothing that <c>check</c> looked at is wrong, but something could not be found out.</summary>
    public const int CouldNotTell = 4;

    /// <summary>The agent runs, but the node is not ready; the status says why.</summary>
    public const int NotReady = 5;
}
