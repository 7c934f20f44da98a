namespace ActorNet.Coordinator.Configuration;

/// <summary>How log entries are written.</summary>
internal enum LogFormat
{
    /// <summary>A line of text each.</summary>
    Text,

    /// <summary>A JSON object each.</summary>
    Json,
}
