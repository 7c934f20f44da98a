using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Drains;

/// <summary>A node that still holds a part of a range that drains.</summary>
/// <param name="Lease">Its lease.</param>
/// <param name="Subnet">What it holds of the range.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="Since">Since when, by the service's wall clocks.</param>
/// <param name="InTheWay">What it waits for, for people.</param>
internal sealed record DrainedNode(Lease Lease, string Subnet, DrainStage Stage, DateTimeOffset Since, string InTheWay);
