namespace ActorNet.Agent.DataPlane;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Subject">What it is about: the same problem has the same subject each time it is seen.</param>
/// <param name="Message">What is wrong, for the operator.</param>
internal readonly record struct Problem(string Subject, string Message);
