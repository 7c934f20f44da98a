using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Packets;

/// <summary>
/// Every packet between two hosts arrives, except while a fault of the data plane itself lasts (I17): what kills, cuts or stops the control plane
/// alone loses none.
/// </summary>
public static class PacketLoss
{
    /// <summary>A packet that was sent this shortly before the end of the history, or of a window, may be on its way still.</summary>
    private const long OnItsWayNs = 2_000_000_000;

    /// <summary>One sentence for each pair of hosts and each run of packets that is lost between them.</summary>
    /// <param name="history">What was sent, and received.</param>
    /// <param name="mayLose">Whether a fault may lose packets between two hosts, given as sender and receiver.</param>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history, Func<FaultWindow, string, string, bool> mayLose)
    {
        var endNs = history.Count > 0 ? history[^1].AtNs : 0;
        var windows = FaultWindow.Read(history);
        var received = history.OfType<PacketReceived>().Select(packet => (packet.From, packet.To, packet.Number)).ToHashSet();
        return
        [
            .. history.OfType<PacketSent>()
                .GroupBy(packet => (packet.From, packet.To))
                .SelectMany(packets => Runs([.. packets], IsLost)),
        ];

        bool IsLost(PacketSent packet) =>
            !received.Contains((packet.From, packet.To, packet.Number))
            && packet.AtNs < endNs - OnItsWayNs
            && !windows.Any(window => window.BeganNs - OnItsWayNs <= packet.AtNs && packet.AtNs <= After(window.EndedNs) && mayLose(window, packet.From, packet.To));
    }

    private static long After(long endedNs) => endedNs == long.MaxValue ? endedNs : endedNs + OnItsWayNs;

    private static IEnumerable<string> Runs(IReadOnlyList<PacketSent> packets, Func<PacketSent, bool> isLost)
    {
        for (var first = 0; first < packets.Count; first++)
        {
            var next = first;
            while (next < packets.Count && isLost(packets[next]))
            {
                next++;
            }

            if (next > first)
            {
                var (from, to) = (packets[first], packets[next - 1]);
                yield return $"{next - first} packets from {from.From} to {from.To} are lost, number {from.Number} at {HistoryText.At(from.AtNs)} to number {to.Number} at {HistoryText.At(to.AtNs)}";
                first = next;
            }
        }
    }
}
