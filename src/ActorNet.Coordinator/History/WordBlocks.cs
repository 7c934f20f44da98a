namespace ActorNet.Coordinator.History;

/// <summary>Packs what was said into blocks: an array for each attempt would take more than the words. A block is gone when nothing refers to it any more.</summary>
internal sealed class WordBlocks
{
    /// <summary>Several times the most that one attempt can take: 63 bytes of a name and 253 characters of a reason.</summary>
    public const int BlockSize = 4096;

    private byte[] block = [];
    private int used;

    public Words Add(string requestId, string reason)
    {
        if (requestId.Length + reason.Length == 0)
        {
            return default;
        }

        var size = Words.SizeOf(requestId, reason);
        if (used + size > block.Length)
        {
            (block, used) = (new byte[BlockSize], 0);
        }

        var words = new Words(block, used);
        Words.Write(requestId, reason, block.AsSpan(used, size));
        used += size;
        return words;
    }
}
