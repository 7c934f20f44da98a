namespace ActorNet.Chaos.Pausing;

/// <summary>Finds a shard's activation in the bytes of a transaction.</summary>
internal static class ActivationFinder
{
    private const byte PayloadField = 0x22; // EventRecord.payload of records.proto
    private const byte TimeField = 0x0A; // ShardEvent.at of journal.proto
    private const byte ActivatedField = 0x12; // ShardEvent.activated

    /// <summary>What the event's serializer calls it; the payload follows.</summary>
    private static ReadOnlySpan<byte> Manifest => "shard-event/1"u8;

    public static bool IsIn(ReadOnlyMemory<byte> transaction)
    {
        var left = transaction.Span;
        while (left.IndexOf(Manifest) is >= 0 and var at)
        {
            left = left[(at + Manifest.Length)..];
            if (IsActivation(left))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsActivation(ReadOnlySpan<byte> record)
    {
        if (record is not [PayloadField, ..])
        {
            return false;
        }

        var payload = record[(1 + LengthOfNumber(record[1..]))..];
        return payload is [TimeField, var length, ..] && payload.Length > length + 2 && payload[length + 2] == ActivatedField;
    }

    private static int LengthOfNumber(ReadOnlySpan<byte> number) => number.IndexOfAnyInRange<byte>(0, 0x7F) + 1;
}
