namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>What became of the entry with one key.</summary>
/// <param name="Old">What it was; null: there was none.</param>
/// <param name="New">What it is; null: there is none any more.</param>
internal readonly record struct EntryChange<TEntry>(TEntry? Old, TEntry? New) where TEntry : struct;
