using System.Text;

namespace ActorNet.Netlink;

/// <summary>Bytes that a rule compares with or masks by: in network order for what is of the packet, in the host's order for what is not.</summary>
public readonly struct NftValue : IEquatable<NftValue>
{
    private const int InterfaceNameLength = 16;

    private readonly byte[]? bytes;

    /// <summary>A copy of the bytes.</summary>
    public NftValue(params ReadOnlySpan<byte> bytes) => this.bytes = bytes.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>An interface's name as the kernel compares it: all 16 bytes, so that nothing that only begins alike is equal.</summary>
    public static NftValue InterfaceName(string name)
    {
        Span<byte> padded = stackalloc byte[InterfaceNameLength];
        Encoding.UTF8.GetBytes(name, padded[..^1]);
        return new NftValue(padded);
    }

    /// <inheritdoc/>
    public bool Equals(NftValue other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NftValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>The bytes as hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes);

    /// <summary>Whether both have the same bytes.</summary>
    public static bool operator ==(NftValue left, NftValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(NftValue left, NftValue right) => !left.Equals(right);
}
