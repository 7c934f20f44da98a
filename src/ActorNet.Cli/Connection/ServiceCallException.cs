namespace ActorNet.Cli.Connection;

/// <summary>A call failed at every endpoint that was tried.</summary>
internal sealed class ServiceCallException(IReadOnlyList<EndpointFailure> failures) : Exception(failures[^1].Error.Message)
{
    /// <summary>One per endpoint, in the order of the attempts; at least one.</summary>
    public IReadOnlyList<EndpointFailure> Failures { get; } = failures;
}
