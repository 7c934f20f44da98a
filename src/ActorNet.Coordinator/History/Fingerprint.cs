using System.IO.Hashing;
using Google.Protobuf;

namespace ActorNet.Coordinator.History;

/// <summary>What a page token remembers of the request that it belongs to.</summary>
internal static class Fingerprint
{
    public static string Of(IMessage request) => XxHash64.HashToUInt64(request.ToByteArray()).ToString("x16");
}
