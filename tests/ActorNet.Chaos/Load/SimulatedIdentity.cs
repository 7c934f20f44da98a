using System.Security.Cryptography;
using Google.Protobuf;

namespace ActorNet.Chaos.Load;

/// <summary>Who a simulated node is, as an agent keeps it on its disk.</summary>
/// <param name="name">Its node id.</param>
/// <param name="pool">Its pool.</param>
internal sealed class SimulatedIdentity(string name, string pool)
{
    public string Name => name;

    public string Pool => pool;

    public ByteString Instance { get; } = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    /// <summary>What came with the last grant.</summary>
    public ByteString Token { get; set; } = ByteString.Empty;
}
