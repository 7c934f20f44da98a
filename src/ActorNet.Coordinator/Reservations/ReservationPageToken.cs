using System.Buffers.Text;
using System.Text;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Reservations;

/// <summary>Where the next page of a listing of reservations begins: behind a reservation of a pool.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Reservation">The reservation.</param>
internal sealed record ReservationPageToken(PoolName Pool, ReservationName Reservation)
{
    private const string Prefix = "reservations/1";

    /// <summary>Whether a reservation comes behind.</summary>
    public bool IsBefore(PoolName pool, ReservationName reservation) =>
        pool.CompareTo(Pool) is var order && (order > 0 || (order == 0 && reservation.CompareTo(Reservation) > 0));

    /// <summary>For a listing of one pool, or of all where none is given.</summary>
    public string Encode(PoolName? listed) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Prefix}/{listed}/{Pool}/{Reservation}"));

    /// <summary>The token; null for the first page.</summary>
    public static ReservationPageToken? Decode(string token, PoolName? listed, FieldProblems problems)
    {
        if (token.Length == 0)
        {
            return null;
        }

        if (Base64Url.IsValid(token) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) is var text
            && text.StartsWith($"{Prefix}/{listed}/", StringComparison.Ordinal)
            && text[$"{Prefix}/{listed}/".Length..].Split('/') is [var pool, var reservation]
            && Name.IsValid(pool) && Name.IsValid(reservation))
        {
            return new ReservationPageToken(new PoolName(pool), new ReservationName(reservation));
        }

        problems.Add("page_token", "not a token of this listing; give next_page_token of the page before as it was, with the same pool, or nothing");
        return null;
    }
}
