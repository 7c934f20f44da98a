namespace ActorNet.Agent.Docker.Judging;

/// <summary>Something about Docker that is not as it should be.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Message">What is there, what should be, and what helps.</param>
/// <param name="IsConflict">Whether containers can get addresses now that are not theirs; if not, they can later.</param>
internal readonly record struct DockerFinding(DockerCause Cause, string Message, bool IsConflict = true);
