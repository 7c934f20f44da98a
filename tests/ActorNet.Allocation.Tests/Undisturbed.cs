namespace ActorNet.Allocation.Tests;

/// <summary>Tests that take all processors run alone: others have actors that wait for a disk.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Undisturbed;
