using System.Collections.Immutable;

namespace ActorNet.Agent.Docker.Daemon;

/// <summary>What the agent has changed in Docker's configuration file, written down before it is changed: what a failed start and a release put back, and nothing else.</summary>
/// <param name="Path">The file.</param>
/// <param name="Existed">Whether it was there before.</param>
/// <param name="Keys">The keys that the agent looks after.</param>
internal sealed record DaemonEdit(string Path, bool Existed, ImmutableArray<DaemonKey> Keys)
{
    /// <summary>The identity of the engine that ran when it was written, and has not read it; empty: none ran.</summary>
    public string WrittenBeside { get; init; } = "";

    public DaemonKey? Find(string key) => Keys.FirstOrDefault(known => known.Key == key);

    public bool Equals(DaemonEdit? other) => other is not null && Path == other.Path && Existed == other.Existed && WrittenBeside == other.WrittenBeside && Keys.AsSpan().SequenceEqual(other.Keys.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Path, Keys.Length);
}

/// <summary>One key; values as JSON, null where the key is not there.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Original">Its value before the agent ever changed it.</param>
/// <param name="Previous">Its value when Docker last came up with it.</param>
/// <param name="Written">The value that the agent gave it.</param>
internal sealed record DaemonKey(string Key, string? Original, string? Previous, string? Written);
