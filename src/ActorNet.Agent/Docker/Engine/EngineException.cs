namespace ActorNet.Agent.Docker.Engine;

/// <summary>The engine did not do what it was asked to.</summary>
/// <param name="message">What was asked and what it said.</param>
/// <param name="inner">What happened.</param>
/// <param name="isGone">Whether it does not know what it was asked about.</param>
internal sealed class EngineException(string message, Exception? inner = null, bool isGone = false) : Exception(message, inner)
{
    public bool IsGone => isGone;

    /// <summary>Whether it said nothing at all: it may hang, or have ended.</summary>
    public bool IsSilent { get; init; }
}
