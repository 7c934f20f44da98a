using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Simulation.Agents;

/// <summary>What a machine's kernel lets through, whether the agent lives or not: the dead-man switch of <c>safety.md</c>.</summary>
/// <param name="Epoch">The epoch of the lease.</param>
/// <param name="Subnets">Its subnets.</param>
/// <param name="Until">When the kernel fences them by itself, in real time.</param>
internal sealed record Hold(Epoch Epoch, ImmutableArray<Prefix> Subnets, TimeSpan Until);
