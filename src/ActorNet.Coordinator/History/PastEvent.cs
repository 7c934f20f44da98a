namespace ActorNet.Coordinator.History;

/// <summary>Something that happened.</summary>
/// <param name="Revision">Its position in the order of all events.</param>
/// <param name="Ticks">When, in ticks of UTC.</param>
/// <param name="Subject">What it happened to.</param>
/// <param name="Words">What was said.</param>
/// <param name="Back">How many positions before it the last event of the same node in the same pool is, for those of pools that of any pool; 0: there is none.</param>
/// <param name="Kind">What happened.</param>
internal readonly record struct PastEvent(long Revision, long Ticks, Subject Subject, Words Words, int Back, PastEventKind Kind);
