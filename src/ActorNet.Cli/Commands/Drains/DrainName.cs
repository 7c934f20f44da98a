using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Drains;

/// <summary>
/// How a drain is known: it is the reservation of its range with this name. The service keeps that, so whoever starts the same drain twice, or on two machines,
/// starts one, and whatever dies on the way, any machine goes on with it.
/// </summary>
internal static class DrainName
{
    private const string Start = "drain-";

    /// <summary>For people, in listings of reservations.</summary>
    public const string Reason = "drained by 'actornet pool drain', to be removed from the pool";

    /// <summary>The reservation's name.</summary>
    public static string Of(Prefix range) => $"{Start}{range.ToString().Replace(':', '-').Replace('/', '-')}";

    /// <summary>Whether a reservation is a drain of its range.</summary>
    public static bool IsDrain(Reservation reservation) => Prefix.TryParse(reservation.Cidr, out var range) && reservation.Name == Of(range);
}
