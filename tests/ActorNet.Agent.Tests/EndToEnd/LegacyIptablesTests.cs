namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The older one, whose tables are its own: nobody tells of changes there.</summary>
public sealed class LegacyIptablesTests() : IptablesTests("legacy");
