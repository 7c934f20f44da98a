namespace ActorNet.Agent.DataPlane.Comparing;

/// <summary>What on a host the agent looks after.</summary>
internal enum ObjectKind
{
    Link,
    Address,
    Route,
    Neighbour,
    Forwarding,
    Sysctl,
    File,
}
