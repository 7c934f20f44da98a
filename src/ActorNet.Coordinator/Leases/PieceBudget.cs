using Google.Protobuf;

namespace ActorNet.Coordinator.Leases;

/// <summary>
/// How much goes into one message: a number of leases, and never so many bytes that a client would refuse it (gRPC's default is 4 MiB, and
/// what nodes say of themselves can be 20 KiB each).
/// </summary>
internal struct PieceBudget(int maxItems)
{
    private const int MaxBytes = 1 << 20;

    private int items;
    private int bytes;

    /// <summary>Whether one more fits; the first one always does.</summary>
    public bool TryTake(IMessage message)
    {
        var size = message.CalculateSize();
        if (items > 0 && (items == maxItems || bytes + size > MaxBytes))
        {
            return false;
        }

        items++;
        bytes += size;
        return true;
    }
}
