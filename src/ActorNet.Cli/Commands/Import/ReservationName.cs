using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Cli.Commands.Import;

/// <summary>What the reservation of an imported subnet is called: always the same for the same subnet, so that an import can be repeated and undone.</summary>
internal static class ReservationName
{
    public const string Start = "import-";

    public static string Of(Prefix subnet) => subnet.Family == AddressFamily.InterNetwork
        ? $"{Start}{subnet.Address}-{subnet.Length}"
        : $"{Start}{Convert.ToHexStringLower(subnet.Address.GetAddressBytes())}-{subnet.Length}"; // A name has no colons.
}
