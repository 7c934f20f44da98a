namespace ActorNet.Agent.Docker.Changing;

/// <summary>The steps in which Docker is made to take another subnet. Each is on the disk before it is begun, and can be begun again.</summary>
internal enum ChangeStep
{
    /// <summary>Containers are stopped, the youngest first.</summary>
    Draining,

    /// <summary>The engine is restarted with what its file says now.</summary>
    Switching,

    /// <summary>The engine does not come up: its file is put back to what it last came up with, and it is restarted.</summary>
    Undoing,

    /// <summary>The containers are started again, the oldest first.</summary>
    Starting,
}
