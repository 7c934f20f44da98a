namespace ActorNet.Agent.Checking;

/// <summary>How something that was looked at is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Not as it should be.</summary>
    Wrong,

    /// <summary>It could not be found out.</summary>
    Unknown,
}
