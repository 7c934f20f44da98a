namespace ActorNet.Netlink.Transport;

/// <summary>Makes a record of a message's body; null if the message is about something else.</summary>
internal delegate T? MessageParser<out T>(ReadOnlySpan<byte> body) where T : class;
