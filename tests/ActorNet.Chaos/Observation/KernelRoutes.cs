using System.Globalization;
using System.Net;
using ActorNet.Addressing;

namespace ActorNet.Chaos.Observation;

/// <summary>What a kernel does with a subnet, by its table of routes (<c>/proc/net/route</c>).</summary>
/// <param name="Bridge">docker0's subnets.</param>
/// <param name="Reaches">Whether it has routes to other nodes' subnets, so that what docker0 sends leaves the host.</param>
internal sealed record KernelRoutes(IReadOnlyList<Prefix> Bridge, bool Reaches)
{
    private const int Device = 0;
    private const int Destination = 1;
    private const int Gateway = 2;
    private const int Mask = 7;
    private const string NoGateway = "00000000";

    /// <summary>What the host uses as seen from other hosts, as far as its fence lets it through.</summary>
    public IReadOnlyList<Prefix> InUse => Reaches ? Bridge : [];

    /// <summary>Reads the table of the namespace that the calling thread is in.</summary>
    public static KernelRoutes Read() => Parse(File.ReadAllLines("/proc/thread-self/net/route"));

    /// <summary>Reads a table; the first line names the columns.</summary>
    public static KernelRoutes Parse(IEnumerable<string> lines)
    {
        var bridge = new List<Prefix>();
        var reaches = false;
        foreach (var columns in lines.Skip(1).Select(line => line.Split('\t')))
        {
            if (columns[Device] == "docker0" && columns[Gateway] == NoGateway)
            {
                bridge.Add(Prefix.Parse($"{ToAddress(columns[Destination])}/{LengthOf(columns[Mask])}"));
            }
            else if (columns[Gateway] != NoGateway && LengthOf(columns[Mask]) > 0)
            {
                reaches = true;
            }
        }

        return new KernelRoutes(bridge, reaches);
    }

    /// <summary>The kernel writes addresses as numbers in its own byte order.</summary>
    private static IPAddress ToAddress(string hex) => new(BitConverter.GetBytes(uint.Parse(hex, NumberStyles.HexNumber)));

    private static int LengthOf(string mask) => (int)uint.PopCount(uint.Parse(mask, NumberStyles.HexNumber));
}
