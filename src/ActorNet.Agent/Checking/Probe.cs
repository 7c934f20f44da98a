using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ActorNet.Agent.Checking;

/// <summary>Sends an ICMP echo request of exactly one size that must not be fragmented.</summary>
internal static class Probe
{
    private const int IPv4AndIcmp = 20 + 8;
    private const int IPv6AndIcmp = 40 + 8;
    private const int Attempts = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>Whether an answer came.</summary>
    /// <param name="address">Who is to answer.</param>
    /// <param name="packetBytes">How large the IP packet is, headers included.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PlatformNotSupportedException">This process may open no socket for it: the runtime would have the program ping do it, which it gives no payload.</exception>
    public static async Task<bool> IsAnsweredAsync(IPAddress address, int packetBytes, CancellationToken cancellationToken)
    {
        var payload = new byte[Math.Max(0, packetBytes - (address.AddressFamily == AddressFamily.InterNetwork ? IPv4AndIcmp : IPv6AndIcmp))];
        using var ping = new Ping();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                var reply = await ping.SendPingAsync(address, Patience, payload, new PingOptions { DontFragment = true, Ttl = 64 }, cancellationToken);
                if (reply.Status == IPStatus.Success)
                    return true;
            }
            catch (PingException)
            {
                // EMSGSIZE, or no route: no answer either.
            }
        }

        return false;
    }
}
