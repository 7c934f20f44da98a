namespace ActorNet.Histories.Recording;

/// <summary>A container sends a packet to another one; recorded before it leaves.</summary>
/// <param name="From">The host of the sender.</param>
/// <param name="To">The host of the receiver.</param>
/// <param name="Number">The packet's number between the two.</param>
public sealed record PacketSent(string From, string To, long Number) : HistoryEvent;

/// <summary>The packet arrived (for an echo: its answer came back).</summary>
/// <param name="From">The host of the sender.</param>
/// <param name="To">The host of the receiver.</param>
/// <param name="Number">The packet's number between the two.</param>
public sealed record PacketReceived(string From, string To, long Number) : HistoryEvent;
