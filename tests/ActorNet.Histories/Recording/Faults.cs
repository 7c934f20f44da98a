namespace ActorNet.Histories.Recording;

/// <summary>A fault begins; recorded before it is injected.</summary>
/// <param name="Name">What kind.</param>
/// <param name="Target">What it is done to: a host, a process, a link.</param>
public sealed record FaultBegan(string Name, string Target) : HistoryEvent;

/// <summary>A fault is healed; recorded after it is.</summary>
/// <param name="Name">What kind.</param>
/// <param name="Target">What it was done to.</param>
public sealed record FaultEnded(string Name, string Target) : HistoryEvent;

/// <summary>Everything is served again and all views are equal.</summary>
/// <param name="Fault">After which kind of fault.</param>
/// <param name="After">How long it took since the fault was healed.</param>
public sealed record Recovered(string Fault, TimeSpan After) : HistoryEvent;
