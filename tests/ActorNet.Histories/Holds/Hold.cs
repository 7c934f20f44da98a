using ActorNet.Addressing;

namespace ActorNet.Histories.Holds;

/// <summary>A claim to subnets from one moment to another: a belief, or what a kernel was seen to use.</summary>
/// <param name="Party">Who: a holder, or a host. Both have the same name where the holder runs on the host, and are one party then.</param>
/// <param name="Node">As which node; empty for a kernel.</param>
/// <param name="Epoch">The lease's epoch, where it is known.</param>
/// <param name="Subnets">The subnets.</param>
/// <param name="BeganNs">From when.</param>
/// <param name="EndedNs">Until when, exclusive.</param>
internal sealed record Hold(string Party, string Node, long? Epoch, IReadOnlyList<Prefix> Subnets, long BeganNs, long EndedNs)
{
    public override string ToString() =>
        $"{(Node.Length > 0 ? $"{Party} as {Node}" : $"the kernel of {Party}")} with {HistoryText.List(Subnets)}{(Epoch is { } epoch ? $", epoch {epoch}," : string.Empty)} "
        + $"from {HistoryText.At(BeganNs)} to {HistoryText.At(EndedNs)}";
}
