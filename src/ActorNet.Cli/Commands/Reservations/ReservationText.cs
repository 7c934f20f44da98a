using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary>What the reports about reservations have in common.</summary>
internal static class ReservationText
{
    private const int MostNames = 3;

    /// <summary>Who is in the way of a reservation: some by name, the rest by number.</summary>
    public static string HolderText(this Reservation reservation)
    {
        var names = reservation.Holders.Take(MostNames).ToList();
        var others = reservation.HolderCount - names.Count;
        return string.Join(' ', others > 0 ? names.Append($"and {others} more") : names);
    }

    /// <summary>Whether nodes are to move out of its way, and how many are left.</summary>
    public static string DrainText(this Reservation reservation) =>
        !reservation.Drain ? "" : reservation.HolderCount > 0 ? $"{reservation.HolderCount} left" : "done";

    public static string Words(this ReservationState state) => state switch
    {
        ReservationState.Pending => "pending",
        ReservationState.Active => "active",
        _ => $"unknown ({(int)state})", // A newer service may know more than this program.
    };
}
