using System.Globalization;
using System.Text;
using ActorNet.Allocation.Identity;
using Google.Protobuf;

namespace ActorNet.Coordinator.Validation;

/// <summary>
/// The fields that many requests have. Each method notes what is wrong and then gives some value of the type: what comes of it must not be
/// used once there are problems.
/// </summary>
internal static class Fields
{
    private const int MaxReasonLength = 253;
    private const int MaxRequestIdLength = 63;
    private const int QuotedLength = 80;

    public static PoolName Pool(string text, string field, FieldProblems problems) =>
        text.Length == 0 ? PoolName.Default : RequiredPool(text, field, problems);

    public static PoolName RequiredPool(string text, string field, FieldProblems problems) =>
        IsName(text, field, "for example 'default'", problems) ? new PoolName(text) : PoolName.Default;

    public static NodeId Node(string text, string field, FieldProblems problems) =>
        IsName(text, field, "for example the machine id", problems) ? new NodeId(text) : default;

    public static Secret128 RequiredSecret(ByteString bytes, string field, FieldProblems problems)
    {
        if (bytes.IsEmpty)
        {
            problems.Add(field, $"missing; give {Secret128.Size} bytes");
        }

        return OptionalSecret(bytes, field, problems) ?? default;
    }

    public static Secret128? OptionalSecret(ByteString bytes, string field, FieldProblems problems)
    {
        if (bytes.Length is not (0 or Secret128.Size))
        {
            problems.Add(field, $"{bytes.Length} bytes given; it has {Secret128.Size}");
        }

        return bytes.Length == Secret128.Size ? Secret128.FromBytes(bytes.Span) : null;
    }

    public static Epoch RequiredEpoch(long value, string field, FieldProblems problems)
    {
        if (value < 1)
        {
            problems.Add(field, $"{value} is out of range; give the lease's epoch, 1 or more");
        }

        return new Epoch(value);
    }

    public static Epoch BurntEpoch(long value, string field, FieldProblems problems)
    {
        if (value >= 0 && value <= Epoch.MaxBurnt.Value)
        {
            return new Epoch(value);
        }

        problems.Add(field, $"{value} is out of range; give 0 to {Epoch.MaxBurnt} (2^62)");
        return Epoch.None;
    }

    public static long Version(long value, string field, FieldProblems problems)
    {
        if (value < 0)
        {
            problems.Add(field, $"{value} is out of range; give 1 or more, or 0 where none is counted");
        }

        return value;
    }

    public static string Reason(string text, string field, FieldProblems problems)
    {
        FreeText(text, field, MaxReasonLength, problems);
        return text;
    }

    public static string RequestId(string text, string field, FieldProblems problems)
    {
        if (text.Length > MaxRequestIdLength || text.Any(character => character is < ' ' or > '~'))
        {
            problems.Add(field, $"{Quote(text)} is not right; give up to {MaxRequestIdLength} printable ASCII characters, or nothing");
        }

        return text;
    }

    /// <summary>Text for people.</summary>
    public static void FreeText(string text, string field, int maxLength, FieldProblems problems)
    {
        var length = text.EnumerateRunes().Count();
        if (length > maxLength)
        {
            problems.Add(field, $"{length} characters given; give up to {maxLength}");
        }

        if (text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control))
        {
            problems.Add(field, $"{Quote(text)} contains control characters; leave them out");
        }
    }

    /// <summary>A page size, or the default for 0.</summary>
    public static int PageSize(int value, int standard, int max, FieldProblems problems)
    {
        if (value < 0 || value > max)
        {
            problems.Add("page_size", $"{value} is out of range; give 1 to {max}, or 0 for {standard}");
        }

        return value == 0 ? standard : value;
    }

    /// <summary>Puts text from outside into a message: not too long, and nothing that a terminal would act upon.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length <= QuotedLength ? text : text[..(char.IsHighSurrogate(text[QuotedLength - 1]) ? QuotedLength - 1 : QuotedLength)] + "…";
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString()))}'";
    }

    /// <summary>Whether it has the form of a name; notes what is wrong otherwise.</summary>
    public static bool IsName(string text, string field, string example, FieldProblems problems)
    {
        if (Name.IsValid(text))
        {
            return true;
        }

        problems.Add(field, text.Length == 0
            ? $"missing; give a name that matches {Name.Pattern}, {example}"
            : $"{Quote(text)} does not match {Name.Pattern}; give a name that does, {example}");
        return false;
    }
}
