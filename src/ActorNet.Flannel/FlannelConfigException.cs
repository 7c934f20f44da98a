namespace ActorNet.Flannel;

/// <summary>flannel's network configuration is not right. The message names each key of it, what is wrong, and what would be right.</summary>
internal sealed class FlannelConfigException(IReadOnlyList<string> problems) : FormatException(string.Join("; ", problems));
