namespace ActorNet.Agent.DataPlane;

/// <summary>A problem that there is now.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Message">What is wrong, for the operator.</param>
/// <param name="Since">Since when there has been one with this subject, by the wall clock.</param>
internal sealed record StandingProblem(string Subject, string Message, DateTimeOffset Since);
