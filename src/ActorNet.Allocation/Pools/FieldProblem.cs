namespace ActorNet.Allocation.Pools;

/// <summary>What is wrong with one setting.</summary>
/// <param name="Field">Its name in the contract, for example <c>cidrs[1]</c>.</param>
/// <param name="Description">What was given, what is wrong, what would be right.</param>
public readonly record struct FieldProblem(string Field, string Description);
