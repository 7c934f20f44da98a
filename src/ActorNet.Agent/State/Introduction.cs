using ActorNet.Agent.Platform;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Agent.State;

/// <summary>What the node has last said of itself, as far as the coordinators need it to tell it from what was said earlier.</summary>
/// <param name="Version">Grows with each change, for as long as the instance lives; 0: nothing was said yet.</param>
/// <param name="Digest">The SHA-256 of what was said, in hexadecimal digits.</param>
internal sealed record Introduction(long Version, string Digest)
{
    public static readonly Introduction None = new(0, string.Empty);

    /// <summary>The same where nothing has changed: a restart says nothing new.</summary>
    public Introduction With(NodeAttributes attributes)
    {
        var digest = Sha256.HexOf(attributes.ToByteArray());
        return digest == Digest ? this : new Introduction(Version + 1, digest);
    }
}
