using System.Buffers.Binary;
using System.Numerics;

namespace ActorNet.Agent.Platform;

/// <summary>
/// SHA-256 (FIPS 180-4), for checksums of small files. The runtime's own is OpenSSL's, which the agent otherwise loads for TLS alone: with it a host without that
/// library has no agent, and every host 4 MB less memory (decision 22).
/// </summary>
internal static class Sha256
{
    private const int BlockSize = 64;
    private const int LengthSize = sizeof(ulong);

    private static readonly uint[] Initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly uint[] Rounds =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The digest in lower-case hexadecimal digits.</summary>
    public static string HexOf(ReadOnlySpan<byte> data)
    {
        Span<uint> state = stackalloc uint[Initial.Length];
        Initial.CopyTo(state);
        var whole = data.Length / BlockSize * BlockSize;
        for (var start = 0; start < whole; start += BlockSize)
            Compress(state, data.Slice(start, BlockSize));

        // What is left, a bit that is set, zeros, and the length in bits: one block or two.
        Span<byte> tail = stackalloc byte[2 * BlockSize];
        tail.Clear();
        var left = data[whole..];
        left.CopyTo(tail);
        tail[left.Length] = 0x80;
        var end = left.Length < BlockSize - LengthSize ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteUInt64BigEndian(tail[(end - LengthSize)..end], (ulong)data.Length * 8);
        for (var start = 0; start < end; start += BlockSize)
            Compress(state, tail.Slice(start, BlockSize));

        Span<byte> digest = stackalloc byte[Initial.Length * sizeof(uint)];
        for (var index = 0; index < state.Length; index++)
            BinaryPrimitives.WriteUInt32BigEndian(digest[(index * sizeof(uint))..], state[index]);
        return Convert.ToHexStringLower(digest);
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[BlockSize];
        for (var t = 0; t < 16; t++)
            words[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..]);
        for (var t = 16; t < words.Length; t++)
            words[t] = Sigma(words[t - 2], 17, 19, 10) + words[t - 7] + Sigma(words[t - 15], 7, 18, 3) + words[t - 16];

        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var t = 0; t < words.Length; t++)
        {
            var one = h + Sum(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + Rounds[t] + words[t];
            var two = Sum(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + one, c, b, a, one + two);
        }

        ReadOnlySpan<uint> added = [a, b, c, d, e, f, g, h];
        for (var index = 0; index < state.Length; index++)
            state[index] += added[index];
    }

    private static uint Sum(uint value, int first, int second, int third) =>
        BitOperations.RotateRight(value, first) ^ BitOperations.RotateRight(value, second) ^ BitOperations.RotateRight(value, third);

    private static uint Sigma(uint value, int first, int second, int shift) =>
        BitOperations.RotateRight(value, first) ^ BitOperations.RotateRight(value, second) ^ (value >> shift);
}
