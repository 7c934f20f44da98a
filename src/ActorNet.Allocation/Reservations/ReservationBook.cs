using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Reservations;

/// <summary>One pool's reservations, and what of their ranges the pool has set aside: no shard has it, and none gets it but with a pin.</summary>
internal sealed class ReservationBook
{
    private readonly SortedDictionary<long, Reservation> reservations = [];
    private readonly Dictionary<ReservationName, Reservation> byName = [];
    private readonly Dictionary<(NodeId Node, AddressFamily Family), Reservation> pins = [];
    private readonly PrefixIndex<Reservation> byAddress = new();

    public IReadOnlyCollection<Reservation> All => reservations.Values;

    /// <summary>The number of the last reservation that was made.</summary>
    public long LastNumber { get; private set; }

    /// <summary>What is set aside.</summary>
    public AddressSpace SetAside { get; } = new();

    /// <summary>How often more was set aside, as far as this process has seen: what was looked at in vain is looked at again when it grows.</summary>
    public long SetAsideChanges { get; private set; }

    public bool TryGet(long number, [NotNullWhen(true)] out Reservation? reservation) => reservations.TryGetValue(number, out reservation);

    public bool TryGet(ReservationName name, [NotNullWhen(true)] out Reservation? reservation) => byName.TryGetValue(name, out reservation);

    public bool TryGetPin(NodeId node, AddressFamily family, [NotNullWhen(true)] out Reservation? reservation) =>
        pins.TryGetValue((node, family), out reservation);

    /// <summary>The reservations that share an address with the range, the lowest first.</summary>
    public IReadOnlyList<Reservation> Overlapping(Prefix range) => byAddress.Overlapping(range);

    /// <summary>The first of these; null where there is none.</summary>
    public Reservation? FindOverlapping(Prefix range) => Overlapping(range) is [var first, ..] ? first : null;

    /// <summary>Takes a reservation in, and sets aside what is free of its range.</summary>
    public void Create(Reservation reservation, AddressSpace free)
    {
        Invariant.Require(reservation.Number > LastNumber, $"reservation {reservation.Number} after {LastNumber}");
        Invariant.Require(FindOverlapping(reservation.Cidr) is null, $"{reservation.Cidr} is reserved twice");
        Put(reservation);
        LastNumber = reservation.Number;
        TakeFrom(free, reservation.Cidr);
    }

    /// <summary>Takes other values of a reservation that say nothing about its range or its node.</summary>
    public void Update(long number, bool drains, string reason)
    {
        Invariant.Require(reservations.TryGetValue(number, out var before), $"reservation {number} changes, and is not there");
        Remove(before);
        Put(before with { Drains = drains, Reason = reason });
    }

    /// <summary>Forgets a reservation; what is set aside of its range is free.</summary>
    public void Delete(long number, AddressSpace free)
    {
        Invariant.Require(reservations.TryGetValue(number, out var reservation), $"reservation {number} ends, and is not there");
        Remove(reservation);
        var parts = SetAside.Of(reservation.Cidr).Within(reservation.Cidr);
        SetAside.Take(parts);
        free.Add(parts);
    }

    /// <summary>Sets aside what of a block that has become free is reserved.</summary>
    public void OnFreed(Prefix block, AddressSpace free)
    {
        foreach (var reservation in byAddress.Overlapping(block))
        {
            TakeFrom(free, reservation.Cidr);
        }
    }

    public void Restore(IEnumerable<Reservation> all, long lastNumber, IEnumerable<Prefix> setAside)
    {
        foreach (var reservation in all)
        {
            Put(reservation);
        }

        LastNumber = lastNumber;
        SetAside.Add(setAside);
    }

    private void TakeFrom(AddressSpace free, Prefix range)
    {
        var parts = free.Of(range).Within(range);
        free.Take(parts);
        SetAside.Add(parts);
        SetAsideChanges += parts.Count;
    }

    private void Put(Reservation reservation)
    {
        reservations.Add(reservation.Number, reservation);
        byName.Add(reservation.Name, reservation);
        byAddress.Add(reservation.Cidr, reservation);
        if (reservation.Node is { } node)
        {
            pins.Add((node, reservation.Cidr.Family), reservation);
        }
    }

    private void Remove(Reservation reservation)
    {
        reservations.Remove(reservation.Number);
        byName.Remove(reservation.Name);
        byAddress.Remove(reservation.Cidr);
        if (reservation.Node is { } node)
        {
            pins.Remove((node, reservation.Cidr.Family));
        }
    }
}
