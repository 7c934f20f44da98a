namespace ActorNet.Contracts.Errors;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field's path in the request's protobuf names, for example <c>pool.cidrs[1]</c>.</param>
/// <param name="Description">What was given, what is wrong, what would be right.</param>
public readonly record struct FieldViolation(string Field, string Description);
