using System.Collections.Immutable;

namespace ActorNet.Agent.Rules.Iptables;

/// <summary>A chain of the agent's own, and the jump to it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Name">The chain.</param>
/// <param name="Parent">The kernel's chain that jumps to it.</param>
/// <param name="ComesAfter">The chain whose jumps, where the parent begins with them, stay before ours; null: none do.</param>
/// <param name="Rules">What is in it, as <c>iptables-save</c> writes it but for the name of the chain; empty: there is to be no such chain.</param>
internal sealed record IptablesChain(string Table, string Name, string Parent, string? ComesAfter, ImmutableArray<string> Rules)
{
    /// <summary>The rule that leads to it.</summary>
    public string Jump => $"-m comment --comment {IptablesRules.Mark} -j {Name}";
}
