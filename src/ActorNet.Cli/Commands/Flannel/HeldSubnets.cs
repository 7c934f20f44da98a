using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>A lease and its subnets.</summary>
internal sealed record HeldSubnets(IReadOnlyList<Prefix> Subnets, Lease Lease);
