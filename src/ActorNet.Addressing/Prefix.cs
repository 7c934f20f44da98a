using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Addressing;

/// <summary>
/// An address prefix of either family, canonical by construction: no bit after <see cref="Length"/> is set. The default value is
/// <c>0.0.0.0/0</c>. IPv4-mapped IPv6 prefixes are refused where prefixes come in; only as parts of a larger one can they come about.
/// Ordered by family (IPv4 first), then by address, then by length (shorter first), so that a prefix comes right before what it contains.
/// </summary>
public readonly struct Prefix : IEquatable<Prefix>, IComparable<Prefix>, ISpanParsable<Prefix>, ISpanFormattable
{
    // Two halves rather than one UInt128, whose alignment would make the struct 32 bytes instead of 24.
    private readonly ulong _upper;
    private readonly ulong _lower;
    private readonly byte _length;
    private readonly bool _isIPv6;

    private Prefix(UInt128 bits, int length, bool isIPv6)
    {
        _upper = (ulong)(bits >> 64);
        _lower = (ulong)bits;
        _length = (byte)length;
        _isIPv6 = isIPv6;
    }

    /// <summary><see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</summary>
    public AddressFamily Family => _isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>The number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int Length => _length;

    /// <summary>The network address: the first one of the prefix.</summary>
    public IPAddress Address => AddressBits.ToAddress(Bits, Family);

    /// <summary>The last address of the prefix; in IPv4 the broadcast address of its network.</summary>
    public IPAddress LastAddress => AddressBits.ToAddress(Bits | (AddressBits.Mask(Width) & ~AddressBits.Mask(_length)), Family);

    /// <summary>
    /// The network address + 1, which is what docker0 and the gateway get; for /32 and /128 the only address. In a /31 (RFC 3021) and a
    /// /127 (RFC 6164) both addresses can be used, and this is the second: the rule stays the same for every prefix that has two.
    /// </summary>
    public IPAddress FirstUsable => _length == Width ? Address : AddressBits.ToAddress(Bits | AddressBits.Bit(Width - 1), Family);

    /// <summary>2^(width − length). <c>::/0</c> has 2^128, one more than fits, and says <see cref="UInt128.MaxValue"/>.</summary>
    public UInt128 AddressCount => CountOf(Width);

    /// <summary>The other half of <see cref="Parent"/>.</summary>
    /// <exception cref="InvalidOperationException">The prefix has length 0.</exception>
    public Prefix Buddy => _length > 0
        ? new(Bits ^ AddressBits.Bit(_length - 1), _length, _isIPv6)
        : throw new InvalidOperationException($"{this} is the whole address family and has no buddy.");

    /// <summary>The prefix one bit shorter that contains this one.</summary>
    /// <exception cref="InvalidOperationException">The prefix has length 0.</exception>
    public Prefix Parent => _length > 0
        ? new(Bits & AddressBits.Mask(_length - 1), _length - 1, _isIPv6)
        : throw new InvalidOperationException($"{this} is the whole address family and has no parent.");

    /// <summary>The prefix of a shorter length, or of the same, that contains this one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or longer than this prefix's.</exception>
    public Prefix Ancestor(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _length);
        return new(Bits & AddressBits.Mask(length), length, _isIPv6);
    }

    /// <summary>The lower half.</summary>
    /// <exception cref="InvalidOperationException">The prefix is a single address.</exception>
    public Prefix Left => _length < Width
        ? new(Bits, _length + 1, _isIPv6)
        : throw new InvalidOperationException($"{this} is a single address and has no halves.");

    /// <summary>The upper half.</summary>
    /// <exception cref="InvalidOperationException">The prefix is a single address.</exception>
    public Prefix Right => Left.Buddy;

    internal UInt128 Bits => new(_upper, _lower);

    private int Width => _isIPv6 ? AddressBits.IPv6Width : AddressBits.IPv4Width;

    /// <summary>Makes a prefix of a network address and a length.</summary>
    /// <exception cref="ArgumentException">
    /// The address has a zone or is an IPv4-mapped IPv6 address, the length is out of range, or host bits are set; the
    /// message then names the prefix that would be right.
    /// </exception>
    public static Prefix Create(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        return TryCreate(address, length, out var prefix, out var error) ? prefix : throw new ArgumentException(error, nameof(address));
    }

    /// <summary>The same prefix as a <see cref="IPNetwork"/>.</summary>
    /// <exception cref="ArgumentException">The network is of IPv4-mapped IPv6 addresses, or has a zone.</exception>
    public static Prefix FromNetwork(IPNetwork network) => Create(network.BaseAddress, network.PrefixLength);

    /// <summary>This prefix as a <see cref="IPNetwork"/>.</summary>
    public IPNetwork ToIPNetwork() => new(Address, _length);

    /// <summary>Whether <paramref name="other"/> is this prefix or a part of it. False for the other family.</summary>
    public bool Contains(Prefix other) =>
        _isIPv6 == other._isIPv6 && _length <= other._length && AddressBits.Covers(Bits, _length, other.Bits);

    /// <summary>Whether the address lies in this prefix. False for the other family, IPv4-mapped addresses included.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == Family && AddressBits.Covers(Bits, _length, AddressBits.From(address));
    }

    /// <summary>Whether the two share an address, which for prefixes means that one contains the other.</summary>
    public bool Overlaps(Prefix other) => Contains(other) || other.Contains(this);

    /// <summary>
    /// How many prefixes of the given length this one holds: 2^(length − <see cref="Length"/>), 0 if they are larger. Says
    /// <see cref="UInt128.MaxValue"/> for the 2^128 addresses of <c>::/0</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The family has no such length.</exception>
    public UInt128 CountOf(int length)
    {
        CheckLength(length);
        return length < _length ? UInt128.Zero
            : length - _length == AddressBits.IPv6Width ? UInt128.MaxValue
            : AddressBits.PowerOfTwo(length - _length);
    }

    /// <summary>The prefix of the given length at a position, counted from 0 at the lowest address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not within this prefix, or there are not that many.</exception>
    public Prefix Subprefix(UInt128 index, int length)
    {
        CheckLength(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, _length);
        var indexBits = length - _length;
        if (indexBits < AddressBits.IPv6Width && index >> indexBits != UInt128.Zero)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{this} holds {CountOf(length)} prefixes of length {length}.");

        // With no index bits the shift could be by 128, which is one by 0: the index is 0 then, so nothing is lost.
        return new(Bits | (index << (AddressBits.IPv6Width - length)), length, _isIPv6);
    }

    /// <summary>Parses <c>address/length</c>; see <see cref="TryParse(string?, out Prefix, out string?)"/> for what is refused.</summary>
    /// <exception cref="FormatException">The text is not a canonical prefix; the message says what would be right.</exception>
    public static Prefix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PrefixText.TryParse(text, out var prefix, out var error) ? prefix : throw new FormatException(error);
    }

    /// <summary>Parses <c>address/length</c>, false if it is not a canonical prefix.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Prefix prefix) => TryParse(text, out prefix, out _);

    /// <summary>
    /// Parses <c>address/length</c>. Refused, with the reason: host bits that are set, a missing or out-of-range length, IPv4 in anything
    /// but four decimal numbers without leading zeros, zone ids, IPv4-mapped IPv6 addresses, white space.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Prefix prefix, [NotNullWhen(false)] out string? error) =>
        PrefixText.TryParse(text, out prefix, out error);

    /// <inheritdoc/>
    public static Prefix Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Prefix result) => TryParse(s, out result);

    /// <inheritdoc/>
    public static Prefix Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        PrefixText.TryParse(s, out var prefix, out var error) ? prefix : throw new FormatException(error);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Prefix result) =>
        PrefixText.TryParse(s, out result, out _);

    /// <summary>The canonical text, such as <c>10.1.0.0/16</c> or <c>fd77::/48</c>; IPv6 as in RFC 5952, always in hexadecimal.</summary>
    public override string ToString() => string.Create(null, stackalloc char[PrefixText.MaxLength], $"{this}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        PrefixText.TryFormat(this, destination, out charsWritten);

    /// <inheritdoc/>
    public bool Equals(Prefix other) =>
        _upper == other._upper && _lower == other._lower && _length == other._length && _isIPv6 == other._isIPv6;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Prefix other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_upper, _lower, _length, _isIPv6);

    /// <inheritdoc/>
    public int CompareTo(Prefix other)
    {
        var byFamily = _isIPv6.CompareTo(other._isIPv6);
        if (byFamily != 0)
            return byFamily;

        var byAddress = Bits.CompareTo(other.Bits);
        return byAddress != 0 ? byAddress : _length.CompareTo(other._length);
    }

    /// <summary>Whether both are the same prefix.</summary>
    public static bool operator ==(Prefix left, Prefix right) => left.Equals(right);

    /// <summary>Whether they are different prefixes.</summary>
    public static bool operator !=(Prefix left, Prefix right) => !left.Equals(right);

    /// <summary>Whether the left one comes first.</summary>
    public static bool operator <(Prefix left, Prefix right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one comes first or is the same.</summary>
    public static bool operator <=(Prefix left, Prefix right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one comes last.</summary>
    public static bool operator >(Prefix left, Prefix right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one comes last or is the same.</summary>
    public static bool operator >=(Prefix left, Prefix right) => left.CompareTo(right) >= 0;

    internal static Prefix FromBits(UInt128 bits, int length, AddressFamily family) =>
        new(bits, length, family == AddressFamily.InterNetworkV6);

    internal static bool TryCreate(IPAddress address, int length, out Prefix prefix, [NotNullWhen(false)] out string? error)
    {
        prefix = default;
        error = null;
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var width = isIPv6 ? AddressBits.IPv6Width : AddressBits.IPv4Width;
        if (isIPv6 && address.ScopeId != 0)
            error = $"'{address}' has a zone id; write it without '%' and what follows";
        else if (address.IsIPv4MappedToIPv6)
            error = $"'{address}' is an IPv4-mapped IPv6 address; write {address.MapToIPv4()} with an IPv4 prefix length";
        else if (length < 0 || length > width)
            error = $"length {length} of '{address}/{length}' is out of range; {(isIPv6 ? "IPv6" : "IPv4")} has 0 to {width}";

        if (error is not null)
            return false;

        var bits = AddressBits.From(address);
        prefix = new Prefix(bits & AddressBits.Mask(length), length, isIPv6);
        if (prefix.Bits == bits)
            return true;

        error = $"'{address}/{length}' has host bits set; the prefix is {prefix}";
        prefix = default;
        return false;
    }

    private void CheckLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Width);
    }
}
