using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Client;

namespace ActorNet.Agent.Commands;

/// <summary>Reaches the coordinators as this node.</summary>
internal static class Connection
{
    /// <summary>The boot clock measures, so that what an answer proves can be compared with the lease's deadline.</summary>
    public static CoordinatorClient ToCoordinators(AgentOptions options) => new(new CoordinatorClientOptions
    {
        Endpoints = options.Coordinators,
        Identity = options.Node.Value,
        Time = BootClock.Instance,
    });
}
