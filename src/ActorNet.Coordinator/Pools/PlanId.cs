using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Coordinator.Pools;

/// <summary>
/// A plan as text: the pool as it should be, with the generation and version that the plan was made for, and a checksum. Nobody keeps plans, so any replica
/// can apply one; what is in it is checked like any request, for anybody can make one up.
/// </summary>
internal static class PlanId
{
    private const string Prefix = "p1-";

    public static string Encode(Pool proposed)
    {
        var bytes = proposed.ToByteArray();
        Span<byte> sum = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(sum, XxHash64.HashToUInt64(bytes));
        return Prefix + Base64Url.EncodeToString([.. bytes, .. sum]);
    }

    /// <summary>Reads one; false where it is none, or was cut off on its way.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out Pool? proposed)
    {
        proposed = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length));
        if (bytes.Length <= sizeof(ulong))
        {
            return false;
        }

        var body = bytes.AsSpan(0, bytes.Length - sizeof(ulong));
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(body.Length)) != XxHash64.HashToUInt64(body))
        {
            return false;
        }

        try
        {
            proposed = Pool.Parser.ParseFrom(body);
            return proposed is { Generation: > 0, Version: > 0 };
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
