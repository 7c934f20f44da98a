namespace ActorNet.Allocation.Timing;

/// <summary>What is due for a node.</summary>
internal enum Due
{
    /// <summary>Its time is over.</summary>
    End,

    /// <summary>It has been silent for so long that people should know.</summary>
    Silence,
}
