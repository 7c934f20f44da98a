using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// Subnets of a lease that the node has left: it does not believe in them under this epoch or an older one ever again (<c>safety.md</c> rule 7, for a part of a lease). Remembered until a lease of a
/// higher epoch is granted, because until then an answer can still name them, and nobody may have heard yet that they were given up.
/// </summary>
/// <param name="Epoch">The epoch of the lease that they were a part of.</param>
/// <param name="Subnets">The subnets; one at least.</param>
internal sealed record GivenUpSubnets(Epoch Epoch, ImmutableArray<Prefix> Subnets)
{
    public bool Equals(GivenUpSubnets? other) => other is not null && Epoch == other.Epoch && Subnets.AsSpan().SequenceEqual(other.Subnets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Epoch, Subnets.Length);

    public override string ToString() => $"{string.Join(", ", Subnets)} (epoch {Epoch})";
}
