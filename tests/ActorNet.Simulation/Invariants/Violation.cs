using System.Collections.Immutable;

namespace ActorNet.Simulation.Invariants;

/// <summary>A rule is broken.</summary>
/// <param name="rule">Which one, for example <c>I8</c>.</param>
/// <param name="what">What happened.</param>
/// <param name="involved">The machines, shards and incarnations that it concerns.</param>
internal sealed class Violation(string rule, string what, ImmutableArray<string> involved) : Exception($"{rule}: {what}")
{
    public string Rule => rule;

    public ImmutableArray<string> Involved => involved;
}
