namespace ActorNet.Agent.Rules;

/// <summary>With what the agent's rules for masquerading and forwarding are made.</summary>
internal enum RuleKind
{
    /// <summary>iptables where the host has it, else nftables.</summary>
    Auto,

    /// <summary>A table of nftables: for hosts on which nobody uses iptables.</summary>
    Nftables,

    /// <summary>Chains of iptables: what Docker and kube-proxy use, whose chains would else drop what ours accepts.</summary>
    Iptables,

    /// <summary>There are none.</summary>
    None,
}
