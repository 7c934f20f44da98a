namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>That which keeps its rules in nf_tables.</summary>
public sealed class NftIptablesTests() : IptablesTests("nft");
