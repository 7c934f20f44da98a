using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Addressing;

/// <summary>
/// The text of prefixes. Stricter than <see cref="IPAddress.Parse(string)"/>, which takes octal and hexadecimal numbers, short forms,
/// brackets and ports: what an operator writes must mean the same here, in the kernel's tools and to a reader.
/// </summary>
internal static class PrefixText
{
    /// <summary>Eight groups of four digits, seven colons, a slash and three digits.</summary>
    public const int MaxLength = 43;

    private const int QuotedLength = 64;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix, [NotNullWhen(false)] out string? error)
    {
        prefix = default;
        error = FindFault(text, out var address, out var length);
        return error is null && Prefix.TryCreate(address!, length, out prefix, out error);
    }

    public static bool TryFormat(Prefix prefix, Span<char> destination, out int written)
    {
        written = 0;
        var writer = new SpanWriter(destination);
        if (prefix.Family == AddressFamily.InterNetwork)
            WriteIPv4(ref writer, (uint)(prefix.Bits >> 96));
        else
            WriteIPv6(ref writer, prefix.Bits);

        writer.Write('/');
        writer.Write(prefix.Length, "D");
        if (writer.Overflowed)
            return false;

        written = writer.Written;
        return true;
    }

    private static string? FindFault(ReadOnlySpan<char> text, out IPAddress? address, out int length)
    {
        address = null;
        length = 0;
        if (text.IsEmpty)
            return "the prefix is empty; write it like 10.0.0.0/16 or fd77::/48";

        var quoted = Quote(text);
        if (HasWhiteSpace(text))
            return $"{quoted} contains white space";
        if (text.Contains('%'))
            return $"{quoted} has a zone id; write it without '%' and what follows";

        var slash = text.IndexOf('/');
        var addressText = slash < 0 ? text : text[..slash];
        address = ParseAddress(addressText, out var fault);
        if (address is null)
            return $"{quoted} has no valid address: {fault}";
        if (slash < 0)
            return $"{quoted} has no length; write {text}/{(address.AddressFamily == AddressFamily.InterNetwork ? 16 : 48)}";

        length = ParseNumber(text[(slash + 1)..], maxDigits: 3);
        return length < 0
            ? $"{quoted} has no valid length after '/'; it is a decimal number without sign or leading zeros"
            : null;
    }

    private static IPAddress? ParseAddress(ReadOnlySpan<char> text, out string? fault)
    {
        if (!text.Contains(':'))
            return ParseIPv4(text, out fault);

        // The framework's parser takes the groups and "::" as RFC 4291 has them; the characters and an IPv4 tail are checked here.
        fault = "an IPv6 address is groups of up to four hexadecimal digits between ':', with at most one '::'";
        if (text.ContainsAnyExcept(IPv6Characters))
            return null;

        var tail = text[(text.LastIndexOf(':') + 1)..];
        if (tail.Contains('.') && ParseIPv4(tail, out fault) is null)
            return null;

        return IPAddress.TryParse(text, out var address) ? address : null;
    }

    private static IPAddress? ParseIPv4(ReadOnlySpan<char> text, out string? fault)
    {
        Span<byte> octets = stackalloc byte[4];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var octet = ParseNumber(text[range], maxDigits: 3);
            if (count == octets.Length || octet is < 0 or > byte.MaxValue)
            {
                count = -1;
                break;
            }

            octets[count++] = (byte)octet;
        }

        fault = count == octets.Length ? null : "an IPv4 address is four decimal numbers from 0 to 255 without leading zeros between '.'";
        return fault is null ? new IPAddress(octets) : null;
    }

    /// <summary>A decimal number without sign or leading zeros, −1 for anything else.</summary>
    private static int ParseNumber(ReadOnlySpan<char> text, int maxDigits)
    {
        if (text.IsEmpty || text.Length > maxDigits || (text[0] == '0' && text.Length > 1))
            return -1;

        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return -1;

            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    private static bool HasWhiteSpace(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
                return true;
        }

        return false;
    }

    private static string Quote(ReadOnlySpan<char> text) =>
        text.Length <= QuotedLength ? $"'{text}'" : $"'{text[..QuotedLength]}…'";

    private static void WriteIPv4(ref SpanWriter writer, uint bits)
    {
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            writer.Write((int)((bits >> shift) & 0xff), "D");
            if (shift > 0)
                writer.Write('.');
        }
    }

    private static void WriteIPv6(ref SpanWriter writer, UInt128 bits)
    {
        var (runStart, runLength) = LongestZeroRun(bits);
        for (var group = 0; group < 8; group++)
        {
            if (group == runStart)
            {
                writer.Write(':');
                writer.Write(':');
                group += runLength - 1;
                continue;
            }

            if (group > 0 && group != runStart + runLength)
                writer.Write(':');
            writer.Write(Group(bits, group), "x");
        }
    }

    /// <summary>The first of the longest runs of zero groups; a single group is no run (RFC 5952, 4.2.2 and 4.2.3).</summary>
    private static (int Start, int Length) LongestZeroRun(UInt128 bits)
    {
        var best = (Start: -1, Length: 1);
        for (var start = 0; start < 8; start++)
        {
            var end = start;
            while (end < 8 && Group(bits, end) == 0)
                end++;
            if (end - start > best.Length)
                best = (start, end - start);
        }

        return best;
    }

    private static int Group(UInt128 bits, int index) => (ushort)(bits >> (112 - (index * 16)));

    private ref struct SpanWriter(Span<char> destination)
    {
        private readonly Span<char> _destination = destination;

        public int Written { get; private set; }

        public bool Overflowed { get; private set; }

        public void Write(char value)
        {
            if (Written < _destination.Length)
                _destination[Written++] = value;
            else
                Overflowed = true;
        }

        public void Write(int value, ReadOnlySpan<char> format)
        {
            if (value.TryFormat(_destination[Written..], out var count, format))
                Written += count;
            else
                Overflowed = true;
        }
    }
}
