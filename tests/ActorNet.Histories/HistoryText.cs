using ActorNet.Addressing;

namespace ActorNet.Histories;

/// <summary>Words for people.</summary>
internal static class HistoryText
{
    private const double NsPerSecond = 1e9;

    /// <summary>A stamp in seconds of the collector's clock.</summary>
    public static string At(long ns) => ns == long.MaxValue ? "the end" : string.Create(null, $"{ns / NsPerSecond:0.000} s");

    /// <summary>How long two stamps are apart.</summary>
    public static string Span(long ns) => string.Create(null, $"{ns / NsPerSecond:0.000} s");

    /// <summary>A lease's subnets, as the contract writes them.</summary>
    public static string List(IEnumerable<Prefix> subnets) => string.Join(',', subnets);
}
