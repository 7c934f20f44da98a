namespace ActorNet.Addressing.Tests;

/// <summary>Tests that measure memory run alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Undisturbed;
