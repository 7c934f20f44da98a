using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorNet.Netlink;

/// <summary>A 48-bit link-layer address.</summary>
public readonly record struct MacAddress : ISpanParsable<MacAddress>
{
    /// <summary>The length of an address in bytes.</summary>
    public const int Length = 6;

    private const int TextLength = 17;

    private readonly ulong bits;

    /// <summary>The address with the given bytes, in transmission order.</summary>
    /// <exception cref="ArgumentException">There are not six bytes.</exception>
    public MacAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A MAC address has {Length} bytes, not {bytes.Length}.", nameof(bytes));

        foreach (var b in bytes)
            bits = bits << 8 | b;
    }

    /// <summary>The address 00:00:00:00:00:00: in a VXLAN's FDB, the entry for whatever has no other.</summary>
    public static MacAddress Zero => default;

    /// <summary>Writes the six bytes, in transmission order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (var i = 0; i < Length; i++)
            destination[i] = (byte)(bits >> (40 - 8 * i));
    }

    /// <summary>The six bytes, in transmission order.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads <c>02:00:0a:f4:01:00</c>.</summary>
    /// <exception cref="FormatException">The text is not six pairs of hexadecimal digits with colons between.</exception>
    public static MacAddress Parse(string s) => Parse(s.AsSpan(), null);

    /// <inheritdoc/>
    public static MacAddress Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var address)
            ? address
            : throw new FormatException($"'{s}' is not a MAC address: six pairs of hexadecimal digits with colons between are.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MacAddress result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s.Length != TextLength)
            return false;

        Span<byte> bytes = stackalloc byte[Length];
        for (var i = 0; i < Length; i++)
        {
            if (i > 0 && s[3 * i - 1] != ':')
                return false;
            if (!byte.TryParse(s.Slice(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i]))
                return false;
        }

        result = new MacAddress(bytes);
        return true;
    }

    /// <summary>Six pairs of lower-case hexadecimal digits with colons between, as <c>ip</c> prints it.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, address) =>
    {
        const string digits = "0123456789abcdef";
        Span<byte> bytes = stackalloc byte[Length];
        address.CopyTo(bytes);
        text.Fill(':');
        for (var i = 0; i < Length; i++)
        {
            text[3 * i] = digits[bytes[i] >> 4];
            text[3 * i + 1] = digits[bytes[i] & 15];
        }
    });
}
