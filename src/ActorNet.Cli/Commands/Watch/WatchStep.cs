using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>What a watch has to tell.</summary>
internal abstract record WatchStep
{
    /// <summary>The service sent something new.</summary>
    public sealed record Received(WatchLeasesResponse Response) : WatchStep;

    /// <summary>The stream broke.</summary>
    /// <param name="Failure">Where and why.</param>
    /// <param name="ResumeRevision">Where the next stream goes on; 0: it starts anew.</param>
    /// <param name="Next">Where it is asked for.</param>
    /// <param name="Delay">How long from now.</param>
    public sealed record Lost(EndpointFailure Failure, long ResumeRevision, ReplicaAddress Next, TimeSpan Delay) : WatchStep;
}
