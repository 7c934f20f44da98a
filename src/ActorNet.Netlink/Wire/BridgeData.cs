namespace ActorNet.Netlink.Wire;

/// <summary>IFLA_INFO_DATA of a bridge: IFLA_BR_ attributes (<c>linux/if_link.h</c>). Its times are in hundredths of a second.</summary>
internal static class BridgeData
{
    private const ushort ForwardDelayAttribute = 1;
    private const ushort AgeingTimeAttribute = 4;
    private const ushort SpanningTreeAttribute = 5;
    private const ushort VlanFilteringAttribute = 7;
    private const ushort MulticastSnoopingAttribute = 23;

    private const int MillisecondsPerTick = 10;

    public static void Write(MessageWriter writer, Bridge bridge)
    {
        if (bridge.ForwardDelay is { } forwardDelay)
            writer.U32(ForwardDelayAttribute, Ticks(forwardDelay));
        if (bridge.AgeingTime is { } ageingTime)
            writer.U32(AgeingTimeAttribute, Ticks(ageingTime));
        if (bridge.SpanningTree is { } spanningTree)
            writer.U32(SpanningTreeAttribute, spanningTree ? 1u : 0u);
        if (bridge.VlanFiltering is { } vlanFiltering)
            writer.Bool(VlanFilteringAttribute, vlanFiltering);
        if (bridge.MulticastSnooping is { } multicastSnooping)
            writer.Bool(MulticastSnoopingAttribute, multicastSnooping);
    }

    public static Bridge Parse(AttributeReader data)
    {
        var bridge = new Bridge();
        while (data.MoveNext())
        {
            bridge = data.Type switch
            {
                ForwardDelayAttribute => bridge with { ForwardDelay = Time(data.U32()) },
                AgeingTimeAttribute => bridge with { AgeingTime = Time(data.U32()) },
                SpanningTreeAttribute => bridge with { SpanningTree = data.U32() != 0 },
                VlanFilteringAttribute => bridge with { VlanFiltering = data.Bool() },
                MulticastSnoopingAttribute => bridge with { MulticastSnooping = data.Bool() },
                _ => bridge,
            };
        }

        return bridge;
    }

    private static uint Ticks(TimeSpan time) => checked((uint)(time.TotalMilliseconds / MillisecondsPerTick));

    private static TimeSpan Time(uint ticks) => TimeSpan.FromMilliseconds((long)ticks * MillisecondsPerTick);
}
