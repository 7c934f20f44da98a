namespace ActorNet.Allocation.Persistence;

/// <summary>The most bytes that parts of messages take in protobuf, for sizes that are wanted more often than is worth counting them.</summary>
internal static class WireSizes
{
    /// <summary>A prefix is 16 bytes and a length.</summary>
    public const int LargestPrefix = 24;

    /// <summary>One UTF-16 code unit in UTF-8.</summary>
    public const int LargestCharacter = 3;
}
